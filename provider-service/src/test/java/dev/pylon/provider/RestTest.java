package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.provider.BackendStatus;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.nostr.event.Event;
import dev.pylon.provider.scene.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the REST interface gives to whom. */
class RestTest {
    private static final Scene scene = Scene.running("--pylon.provider.wallet.timeout=500ms");

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void jobsComeInPagesNewestFirst() {
        Event first = scene.quoted();
        Event second = scene.quoted();

        var page = Scene.get(scene.api().jobs(null, 1));
        var next = Scene.get(scene.api().jobs(page.nextCursor(), 1));

        assertThat(page.items().getFirst().id()).isEqualTo(second.id().hex());
        assertThat(next.items().getFirst().id()).isEqualTo(first.id().hex());
        assertThat(next.nextCursor()).isNull();
        assertProblem("bad-limit", () -> Scene.get(scene.api().jobs(null, 0)));
        assertProblem("not-found", () -> Scene.get(scene.api().job("00".repeat(32))));
    }

    @Test
    void nothingIsToldWithoutTheScopeForIt() {
        assertProblem("missing-scope", () -> Scene.get(scene.api("stranger").status()));
        assertProblem("missing-scope", () -> Scene.get(scene.api("stranger").jobs(null, null)));
        assertProblem("missing-scope", () -> Scene.get(scene.api("stranger").earnings()));
    }

    @Test
    void aWalletThatDoesNotAnswerIsSaidAndNothingElseHidden() {
        scene.wallet.slow(true);

        var status = Scene.get(scene.api().status());

        assertThat(status.walletReachable()).isFalse();
        assertThat(status.wallet()).contains(scene.wallet.url());
        assertThat(status.backends()).filteredOn(BackendStatus::available).hasSize(1);
        scene.wallet.slow(false);
    }

    private static void assertProblem(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        RemoteProblem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
