package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of every command, and of crosslift itself. */
class HelpTest {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static Stream<CommandLine> commands() {
        return withSubcommands(Crosslift.commandLine());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatTheCommandDoes(CommandLine command) {
        assertThat(String.join(" ", command.getCommandSpec().usageMessage().description()))
                .matches("(?s)[A-Z].*\\.\\s*");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void explainsEveryExitCode(CommandLine command) {
        assertThat(command.getUsageMessage())
                .contains("Exit codes:\n", "\n  0   done\n", "\n  1   ", "\n  2   ", "\n  3   ", "\n  4   ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void describesEveryOption(CommandLine command) {
        assertThat(command.getCommandSpec().args())
                .allSatisfy(argument ->
                        assertThat(String.join("", argument.description())).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void fitsIntoAHundredColumns(CommandLine command) {
        assertThat(command.getUsageMessage().lines())
                .filteredOn(line -> !line.startsWith("  crosslift ")) // examples are copied, not broken
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void givesTwoExamplesThatParse(CommandLine command) {
        List<String> examples = examples(command);

        assertThat(examples).hasSizeGreaterThanOrEqualTo(2).allSatisfy(example -> {
            assertThat(example).startsWith("crosslift " + pathOf(command));
            String[] arguments = words(example.substring("crosslift ".length()));
            assertThatCode(() -> Crosslift.commandLine(arguments).parseArgs(arguments))
                    .as(example)
                    .doesNotThrowAnyException();
        });
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
    }

    /** The words between crosslift and the options: experiment plan. */
    private static String pathOf(CommandLine command) {
        return command.getCommandSpec()
                .qualifiedName(" ")
                .replaceFirst("crosslift ?", "")
                .strip();
    }

    /** The command lines below "Examples:", continued lines joined and what the shell would leave out left out. */
    private static List<String> examples(CommandLine command) {
        String help = command.getUsageMessage();
        assertThat(help).contains("\nExamples:\n");
        String footer = help.substring(help.indexOf("\nExamples:\n") + "\nExamples:\n".length());
        assertThat(footer.lines()).as("a line was broken").allMatch(line -> line.startsWith("  "));
        footer = footer.replace("\\\n", " ");
        List<String> examples = new ArrayList<>();
        for (String line : footer.lines().map(String::strip).toList()) {
            if (line.startsWith("crosslift ")) {
                examples.add(line.replaceAll("\\s+(>|#|--) .*", ""));
            }
        }
        return examples;
    }

    private static String[] words(String line) {
        Matcher matcher = WORD.matcher(line);
        List<String> words = new ArrayList<>();
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.toArray(String[]::new);
    }
}
