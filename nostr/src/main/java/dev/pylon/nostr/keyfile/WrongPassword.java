package dev.pylon.nostr.keyfile;

/** A password that does not open an encrypted key. */
public final class WrongPassword extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WrongPassword() {
        super("the password is wrong: it does not open this encrypted key");
    }
}
