package io.crosslift.simulate;

import io.crosslift.simulate.world.Account;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.Life;
import io.crosslift.simulate.world.Treatment;
import io.crosslift.simulate.world.Walk;
import io.crosslift.simulate.world.World;
import org.jspecify.annotations.Nullable;

/** One account as it was; its history is lived when it is first asked for. */
final class Chapter {
    private final World world;
    private final Account account;
    private @Nullable Life life;
    private @Nullable AccountHistory history;

    Chapter(World world, long number) {
        this.world = world;
        this.account = world.account(number);
    }

    World world() {
        return world;
    }

    Account account() {
        return account;
    }

    Life life() {
        if (life == null) {
            life = Life.of(world, account.number());
        }
        return life;
    }

    AccountHistory history() {
        if (history == null) {
            history = Walk.of(world, life(), Treatment.FACTUAL);
        }
        return history;
    }
}
