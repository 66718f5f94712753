package dev.pylon.relayclient;

import java.net.UnknownHostException;

/** A name that a stranger gave has no address that {@link GuardedResolver} permits. */
public final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host) {
        super(host + " is not at an address that may be connected to");
    }
}
