package stub;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

/** Networks as phones have them: few bytes at a time, and connections whose other end is gone without a word. */
final class Net {
    private Net() {}

    static boolean ofSocket(Object stream) {
        String name = stream.getClass().getName();
        return name.startsWith("java.net.Socket") || name.startsWith("sun.security.ssl.")
            || name.startsWith("sun.nio.ch.");
    }

    private static boolean cut() {
        return World.is("cut");
    }

    /** Gives few bytes with each read; nothing comes any more once the connection was cut. */
    static final class In extends FilterInputStream {
        private final List<WeakReference<Socket>> sockets;
        private boolean dead;

        In(InputStream in, List<WeakReference<Socket>> sockets) {
            super(in);
            this.sockets = sockets;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return read(buffer, 0, buffer.length);
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            long most = World.number("read_bytes");
            int count = dead || cut() ? 0 : in.read(buffer, from, most > 0 ? (int) Math.min(length, most) : length);
            if (dead || cut()) {
                dead = true;
                silence();
            }
            return count;
        }

        /** As long as the script is ready to wait, or until it closes its sockets. */
        private void silence() throws IOException {
            Socket socket = last();
            long limit = socket == null ? 0 : socket.getSoTimeout();
            long start = System.nanoTime();
            while (limit == 0 || System.nanoTime() - start < limit * 1_000_000) {
                if (socket == null || socket.isClosed()) throw new java.net.SocketException("Socket closed");
                try {
                    Thread.sleep(20);
                } catch (InterruptedException interrupted) {
                    // A read is not ended by it.
                }
            }
            throw new SocketTimeoutException("Read timed out");
        }

        private Socket last() {
            for (int i = sockets.size() - 1; i >= 0; i--) {
                Socket socket = sockets.get(i).get();
                if (socket != null && !socket.isClosed()) return socket;
            }
            return null;
        }
    }

    /** What is written after the cut goes nowhere. */
    static final class Out extends FilterOutputStream {
        private boolean dead;

        Out(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            write(bytes, 0, bytes.length);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            dead |= cut();
            if (!dead) out.write(bytes, from, length);
        }
    }
}
