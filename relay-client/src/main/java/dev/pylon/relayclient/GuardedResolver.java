package dev.pylon.relayclient;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultNameResolver;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Resolves names only to addresses that a guest may have, so that a name which points into our own
 * network is not connected to. What is checked is what is connected to: there is no second look-up.
 */
final class GuardedResolver extends AddressResolverGroup<InetSocketAddress> {
    private final Guests guests;

    GuardedResolver(Guests guests) {
        this.guests = guests;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new GuardedAddresses(executor, new GuardedNames(executor, guests), guests);
    }

    private static UnknownHostException refused(String host) {
        return new UnknownHostException(host + " is not at an address that guests may have");
    }

    private static final class GuardedAddresses extends InetSocketAddressResolver {
        private final Guests guests;

        GuardedAddresses(EventExecutor executor, InetNameResolver names, Guests guests) {
            super(executor, names);
            this.guests = guests;
        }

        /** A literal address counts as unresolved, so that it is looked at too. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !address.isUnresolved() && guests.addresses().test(address.getAddress());
        }
    }

    private static final class GuardedNames extends InetNameResolver {
        private final DefaultNameResolver names;
        private final Guests guests;

        GuardedNames(EventExecutor executor, Guests guests) {
            super(executor);
            this.names = new DefaultNameResolver(executor);
            this.guests = guests;
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            names.resolveAll(host)
                    .addListener(found -> {
                        if (!found.isSuccess()) {
                            promise.tryFailure(found.cause());
                            return;
                        }
                        List<InetAddress> allowed = allowed(found.getNow());
                        if (allowed.isEmpty()) {
                            promise.tryFailure(refused(host));
                        } else {
                            promise.trySuccess(allowed.getFirst());
                        }
                    });
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            names.resolveAll(host)
                    .addListener(found -> {
                        if (!found.isSuccess()) {
                            promise.tryFailure(found.cause());
                            return;
                        }
                        List<InetAddress> allowed = allowed(found.getNow());
                        if (allowed.isEmpty()) {
                            promise.tryFailure(refused(host));
                        } else {
                            promise.trySuccess(allowed);
                        }
                    });
        }

        private List<InetAddress> allowed(Object found) {
            return ((List<?>) found)
                    .stream().map(InetAddress.class::cast).filter(guests.addresses()).toList();
        }
    }
}
