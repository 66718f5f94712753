package dev.pylon.relayclient;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Tells addresses of the open internet from those of this machine or a network behind it. */
public final class PublicAddress {
    private PublicAddress() {}

    public static boolean test(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address four -> isPublic4(bytes, 0);
            case Inet6Address six -> isPublic6(bytes);
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] bytes, int from) {
        int a = bytes[from] & 0xff;
        int b = bytes[from + 1] & 0xff;
        int c = bytes[from + 2] & 0xff;
        boolean special =
                a == 0
                        || a == 10
                        || a == 127
                        || a >= 224
                        || (a == 100 && b >= 64 && b < 128) // RFC 6598, carriers' NAT
                        || (a == 169 && b == 254)
                        || (a == 172 && b >= 16 && b < 32)
                        || (a == 192 && b == 0 && (c == 0 || c == 2))
                        || (a == 192 && b == 168)
                        || (a == 198 && (b == 18 || b == 19))
                        || (a == 198 && b == 51 && c == 100)
                        || (a == 203 && b == 0 && c == 113);
        return !special;
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        if (first == 0x64 && second == 0xff9b) { // RFC 6052, NAT64
            return isPublic4(bytes, 12);
        }
        if (first == 0x2002) { // RFC 3056, 6to4
            return isPublic4(bytes, 2);
        }
        boolean teredo = first == 0x2001 && second == 0;
        boolean documentation = first == 0x2001 && second == 0xdb8;
        boolean globalUnicast = (first & 0xe000) == 0x2000; // RFC 4291
        return globalUnicast && !teredo && !documentation;
    }
}
