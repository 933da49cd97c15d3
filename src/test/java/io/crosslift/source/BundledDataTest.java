package io.crosslift.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledDataTest {
    /** SHA-256 of "abc", FIPS 180-2 appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    private ClassLoader jar(String content) throws IOException {
        Path jar = folder.resolve("data.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("demo/x/SHA256SUMS"));
            entries.write((ABC + "  f.csv\n").getBytes(UTF_8));
            entries.putNextEntry(new JarEntry("demo/x/f.csv"));
            entries.write(content.getBytes(UTF_8));
        }
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    }

    @Test
    void outOfAJarItIsCopiedToAFolderThatGoesAwayAfterwards() throws IOException {
        BundledData data = BundledData.open("classpath:demo/x", jar("abc"));
        Path copied = Path.of(data.folder());

        assertThat(copied.resolve("f.csv")).hasContent("abc");

        data.close();
        assertThat(copied).doesNotExist();
    }

    @Test
    void aFileThatIsNotWhatItsChecksumSaysIsRefused() throws IOException {
        ClassLoader jar = jar("abd");

        assertThatThrownBy(() -> BundledData.open("classpath:demo/x", jar))
                .isInstanceOf(Failure.class)
                .hasMessageContainingAll("f.csv", "checksum");
    }

    @Test
    void fromAFolderItIsReadInPlace() {
        BundledData data = BundledData.open(BundledData.inputFor("complete-journey"));

        assertThat(Path.of(data.folder()).resolve("transactions.csv.gz")).exists();
        data.close();
        assertThat(Path.of(data.folder()).resolve("transactions.csv.gz")).exists();
    }

    @Test
    void dataThatIsNotBundledIsTold() {
        assertThat(BundledData.existsFor("complete-journey")).isTrue();
        assertThat(BundledData.existsFor("hillstrom")).isFalse();
        assertThatThrownBy(() -> BundledData.open("classpath:demo/nothing"))
                .hasMessageContainingAll("classpath:demo/nothing", "--input");
    }
}
