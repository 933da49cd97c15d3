package io.crosslift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.TableCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TableCataloguePageTest {
    private static final Path PAGE = Path.of("src/site/markdown/table-catalogue.md");

    @Test
    void thePageIsWhatTablesPrints() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("print it anew: ./submit.sh tables > " + PAGE)
                .isEqualTo(CatalogueMarkdown.of(TableCatalogue.TABLES));
    }
}
