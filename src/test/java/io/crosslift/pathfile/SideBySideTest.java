package io.crosslift.pathfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.attribution.AttributionModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
    @TempDir
    private Path folder;

    @Test
    void oneRowPerChannelTheLargestFirstAndOneColumnPerModel() throws Exception {
        String page = page(
                "path,conversions,value,nulls\nweb > mail,1,2.50,3\nmail,3,7.50,0\n,1,1.00,0\n",
                "last_touch",
                "shapley");

        assertThat(page).isEqualTo("""
                        2 paths, 2 channels, 5 conversions worth 11.00, 3 journeys without

                        conversions     last_touch       shapley
                        mail                   4.0           3.5
                        unattributed           1.0           1.0
                        web                    0.0           0.5
                        all                    5.0           5.0
                        """);
    }

    @Test
    void eachGoalHasATableOfItsOwn() throws Exception {
        String page = page("path,conversions,goal\nweb,1000,up\nmail,2,cross\n", "linear");

        assertThat(page.lines())
                .contains("cross: 1 path, 1 channel, 2 conversions", "up: 1 path, 1 channel, 1,000 conversions")
                .contains("web               1,000.0");
    }

    @Test
    void wideSetsOfModelsWrapAndLongListsOfChannelsAreCut() throws Exception {
        String rows = IntStream.range(0, 60)
                .mapToObj(i -> "a channel with quite a long name, no. " + i + "," + (100 - i))
                .map(row -> "\"" + row.replaceFirst(",(\\d+)$", "\",$1"))
                .collect(Collectors.joining("\n", "path,conversions\nweb > mail,1\n", "\n"));

        String page = page(
                rows,
                "markov",
                "shapley",
                "linear",
                "first_touch",
                "last_touch",
                "last_non_direct",
                "position_based",
                "custom");

        assertThat(page.lines()).allMatch(line -> line.length() <= 100).contains("... and 22 more channels");
        assertThat(page.lines().filter(line -> line.startsWith("conversions "))).hasSize(2);
        assertThat(page).contains("a channel with quite a long…", "markov 1", "position_based");
    }

    @Test
    void namesCannotTakeOverTheTerminal() throws Exception {
        assertThat(page("path,conversions\nw\u001B[31mb,1\n", "linear"))
                .contains("w?[31mb")
                .doesNotContain("\u001B");
    }

    private String page(String text, String... models) throws Exception {
        Path file = Files.writeString(folder.resolve("paths.csv"), text);
        PathFileContent content = PathFile.read(file.toString(), new ReadOptions(" > ", null, 1000));
        return SideBySide.of(PathAttribution.of(
                content,
                RequestedModels.fit(
                        RequestedModels.of(List.of(models), List.of(), List.of(), AttributionModelSettings.DEFAULTS),
                        content,
                        0,
                        0)));
    }
}
