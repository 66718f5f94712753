package dev.pylon.relay.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Pings a client that has been silent, and closes a connection whose other end is gone. */
final class KeepAlive extends IdleStateHandler {
    KeepAlive(Duration silence) {
        super(silence.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (event.state() != IdleState.READER_IDLE) {
            return;
        }
        if (event.isFirst()) {
            context.channel().writeAndFlush(new PingWebSocketFrame());
        } else {
            context.channel().close();
        }
    }
}
