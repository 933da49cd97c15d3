package io.crosslift.tablefile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The first byte of a file that is not UTF-8.
 *
 * @param line on which it stands, from 1
 * @param value from 0 to 255
 */
record MalformedText(long line, int value) {

    /** Finds it; the stream has one. */
    static MalformedText in(InputStream bytes) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.allocate(1 << 16).limit(0);
        CharBuffer out = CharBuffer.allocate(1 << 16);
        long line = 1;
        while (true) {
            in.compact();
            int read = bytes.read(in.array(), in.position(), in.remaining());
            in.limit(in.position() + Math.max(0, read)).position(0);
            CoderResult result = decoder.decode(in, out.clear(), read < 0);
            line += lineEnds(in);
            if (result.isError() || read < 0) {
                return new MalformedText(line, in.hasRemaining() ? in.get() & 0xFF : 0);
            }
        }
    }

    /** How many line ends were decoded. */
    private static long lineEnds(ByteBuffer decoded) {
        long ends = 0;
        for (int i = 0; i < decoded.position(); i++) {
            ends += decoded.get(i) == '\n' ? 1 : 0;
        }
        return ends;
    }
}
