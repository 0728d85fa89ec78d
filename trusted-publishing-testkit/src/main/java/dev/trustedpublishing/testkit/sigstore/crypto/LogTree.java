package dev.trustedpublishing.testkit.sigstore.crypto;

import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree that only grows (RFC 6962, section 2.1). It keeps the hashes of all complete
 * subtrees, so that neither root nor proof reads the leaves again. Not safe for use by several
 * threads.
 */
public final class LogTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** By height: the hashes of the complete subtrees, from left to right. */
  private final List<List<byte[]>> complete = new ArrayList<>();

  /**
   * Hashes a leaf.
   *
   * @param leaf its content
   * @return its hash in the tree
   */
  public static byte[] leafHash(byte[] leaf) {
    return Hashes.sha256(LEAF, leaf);
  }

  /**
   * Returns the size.
   *
   * @return how many leaves it has
   */
  public int size() {
    return complete.isEmpty() ? 0 : complete.get(0).size();
  }

  /**
   * Adds a leaf.
   *
   * @param leaf its content
   * @return its index
   */
  public int add(byte[] leaf) {
    int index = size();
    add(0, leafHash(leaf));
    return index;
  }

  private void add(int height, byte[] hash) {
    if (complete.size() == height) {
      complete.add(new ArrayList<>());
    }
    List<byte[]> level = complete.get(height);
    level.add(hash);
    if (level.size() % 2 == 0) {
      add(height + 1, Hashes.sha256(NODE, level.get(level.size() - 2), hash));
    }
  }

  /**
   * Returns the hash of the whole tree.
   *
   * @return the root
   */
  public byte[] root() {
    return hash(0, size());
  }

  /**
   * Returns the audit path of a leaf.
   *
   * @param index the index of the leaf
   * @return the hashes from the bottom to the top
   */
  public List<byte[]> proof(int index) {
    List<byte[]> path = new ArrayList<>();
    int start = 0;
    int end = size();
    while (end - start > 1) {
      int middle = start + split(end - start);
      if (index < middle) {
        path.add(0, hash(middle, end));
        end = middle;
      } else {
        path.add(0, hash(start, middle));
        start = middle;
      }
    }
    return path;
  }

  private byte[] hash(int start, int end) {
    int count = end - start;
    if (Integer.bitCount(count) == 1) {
      int height = Integer.numberOfTrailingZeros(count);
      return complete.get(height).get(start >> height);
    }
    int middle = start + split(count);
    return Hashes.sha256(NODE, hash(start, middle), hash(middle, end));
  }

  /** The largest power of two that is smaller than the count. */
  private static int split(int count) {
    return Integer.highestOneBit(count - 1);
  }
}
