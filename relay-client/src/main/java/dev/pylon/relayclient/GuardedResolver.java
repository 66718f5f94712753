package dev.pylon.relayclient;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import reactor.core.scheduler.Scheduler;

/**
 * Resolves names that strangers gave only to addresses that are permitted, so that a name which
 * points into our own network is not connected to. What is checked is what is connected to: there
 * is no second look-up. Look-ups run on threads of their own, because a stranger's name server may
 * be slow on purpose.
 */
public final class GuardedResolver extends AddressResolverGroup<InetSocketAddress> {
    private final Predicate<InetAddress> permitted;
    private final Scheduler threads;

    /**
     * @param permitted which addresses may be connected to, such as {@link PublicAddress#test}
     * @param threads where names are looked up, which blocks
     */
    public GuardedResolver(Predicate<InetAddress> permitted, Scheduler threads) {
        this.permitted = permitted;
        this.threads = threads;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new GuardedAddresses(executor, new GuardedNames(executor));
    }

    private List<InetAddress> allowed(String host) throws UnknownHostException {
        List<InetAddress> allowed =
                Arrays.stream(InetAddress.getAllByName(host)).filter(permitted).toList();
        if (allowed.isEmpty()) {
            throw new ForbiddenAddressException(host);
        }
        return allowed;
    }

    private final class GuardedAddresses extends InetSocketAddressResolver {
        GuardedAddresses(EventExecutor executor, InetNameResolver names) {
            super(executor, names);
        }

        /** An address written as such counts as unresolved if it is not allowed, to be refused. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !address.isUnresolved() && permitted.test(address.getAddress());
        }
    }

    private final class GuardedNames extends InetNameResolver {
        GuardedNames(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            lookUp(host, promise, found -> promise.trySuccess(found.getFirst()));
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            lookUp(host, promise, promise::trySuccess);
        }

        private void lookUp(
                String host, Promise<?> promise, Consumer<List<InetAddress>> whenFound) {
            try {
                threads.schedule(() -> {
                    try {
                        whenFound.accept(allowed(host));
                    } catch (UnknownHostException e) {
                        promise.tryFailure(e);
                    }
                });
            } catch (RejectedExecutionException tooMany) {
                promise.tryFailure(tooMany);
            }
        }
    }
}
