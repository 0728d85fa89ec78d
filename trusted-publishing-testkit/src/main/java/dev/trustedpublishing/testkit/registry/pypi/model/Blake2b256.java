package dev.trustedpublishing.testkit.registry.pypi.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * BLAKE2b with 32 bytes and no key (RFC 7693), which the JDK does not have. twine sends it, so a
 * registry that checks every digest must compute it.
 *
 * <p>Not thread-safe.
 */
public final class Blake2b256 extends MessageDigest {

  private static final int LENGTH = 32;
  private static final int BLOCK = 128;
  private static final int ROUNDS = 12;

  private static final long[] IV = {
    0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
  };

  private static final byte[][] SIGMA = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
  };

  private final long[] state = new long[8];
  private final byte[] block = new byte[BLOCK];
  private int filled;
  private long count;

  /** Starts a digest of no bytes. */
  public Blake2b256() {
    super("BLAKE2b-256");
    engineReset();
  }

  @Override
  protected void engineReset() {
    System.arraycopy(IV, 0, state, 0, IV.length);
    state[0] ^= 0x01010000L ^ LENGTH;
    Arrays.fill(block, (byte) 0);
    filled = 0;
    count = 0;
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      // A full block is compressed only when more follows: the last one is marked as such.
      if (filled == BLOCK) {
        count += BLOCK;
        compress(0);
        filled = 0;
      }
      int n = Math.min(left, BLOCK - filled);
      System.arraycopy(input, from, block, filled, n);
      filled += n;
      from += n;
      left -= n;
    }
  }

  @Override
  protected byte[] engineDigest() {
    count += filled;
    Arrays.fill(block, filled, BLOCK, (byte) 0);
    compress(-1L);
    ByteBuffer digest = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < LENGTH / Long.BYTES; i++) {
      digest.putLong(state[i]);
    }
    engineReset();
    return digest.array();
  }

  private void compress(long lastBlock) {
    long[] message = new long[16];
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(message);
    long[] work = new long[16];
    System.arraycopy(state, 0, work, 0, 8);
    System.arraycopy(IV, 0, work, 8, 8);
    work[12] ^= count;
    work[14] ^= lastBlock;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] order = SIGMA[round % SIGMA.length];
      for (int i = 0; i < 4; i++) {
        mix(work, i, i + 4, i + 8, i + 12, message[order[2 * i]], message[order[2 * i + 1]]);
      }
      for (int i = 0; i < 4; i++) {
        mix(
            work,
            i,
            4 + (i + 1) % 4,
            8 + (i + 2) % 4,
            12 + (i + 3) % 4,
            message[order[8 + 2 * i]],
            message[order[9 + 2 * i]]);
      }
    }
    for (int i = 0; i < 8; i++) {
      state[i] ^= work[i] ^ work[i + 8];
    }
  }

  private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
    v[a] += v[b] + x;
    v[d] = Long.rotateRight(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = Long.rotateRight(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 63);
  }
}
