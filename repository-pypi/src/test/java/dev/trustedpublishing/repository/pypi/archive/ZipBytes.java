package dev.trustedpublishing.repository.pypi.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes ZIP archives byte by byte, also wrong ones. */
public final class ZipBytes {
  /** One member; everything that both headers say can be made to lie. */
  public static final class Member {
    public byte[] name;
    byte[] content;
    public byte[] packed;
    public int flags;
    int centralFlags = -1;
    public int method;
    public int centralMethod = -1;
    public long size;
    public long centralSize = -1;
    public long packedSize;
    public long centralPackedSize = -1;
    public long crc;
    public byte[] centralName;
    public byte[] extra = {};
    byte[] centralExtra = {};
    public byte[] comment = {};
    public int madeBy = 20;
    public int externalAttributes;
    public int timesInDirectory = 1;
    public long offset = -1;

    public Member deflated() {
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(content);
      deflater.finish();
      byte[] buffer = new byte[content.length + 64];
      packed = java.util.Arrays.copyOf(buffer, deflater.deflate(buffer));
      System.arraycopy(buffer, 0, packed, 0, packed.length);
      deflater.end();
      method = 8;
      packedSize = packed.length;
      return this;
    }
  }

  private final List<Member> members = new ArrayList<>();
  private byte[] before = {};
  private byte[] after = {};
  private byte[] comment = {};
  private byte[] beforeEnd = {};
  private int countOff;
  private long sizeOff;
  private long offsetOff;
  private int disk;
  private boolean wideEnd;

  public static Member member(String name, String content) {
    return member(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public static Member member(String name, byte[] content) {
    Member member = new Member();
    member.name = name.getBytes(StandardCharsets.UTF_8);
    member.content = content;
    member.packed = content;
    member.size = content.length;
    member.packedSize = content.length;
    member.flags = name.chars().anyMatch(c -> c > 0x7f) ? 1 << 11 : 0;
    CRC32 crc = new CRC32();
    crc.update(content);
    member.crc = crc.getValue();
    return member;
  }

  public ZipBytes add(Member member) {
    members.add(member);
    return this;
  }

  public ZipBytes add(String name, String content) {
    return add(member(name, content));
  }

  public ZipBytes change(String name, Consumer<Member> change) {
    members.stream()
        .filter(m -> new String(m.name, StandardCharsets.UTF_8).equals(name))
        .findFirst()
        .ifPresentOrElse(
            change,
            () -> {
              throw new AssertionError("no member " + name);
            });
    return this;
  }

  public ZipBytes remove(String name) {
    members.removeIf(m -> new String(m.name, StandardCharsets.UTF_8).equals(name));
    return this;
  }

  public ZipBytes before(String bytes) {
    before = bytes.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  public ZipBytes after(byte[] bytes) {
    after = bytes;
    return this;
  }

  public ZipBytes beforeEnd(byte[] bytes) {
    beforeEnd = bytes;
    return this;
  }

  public ZipBytes comment(String text) {
    comment = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  public ZipBytes countOff(int by) {
    countOff = by;
    return this;
  }

  public ZipBytes directorySizeOff(long by) {
    sizeOff = by;
    return this;
  }

  public ZipBytes directoryOffsetOff(long by) {
    offsetOff = by;
    return this;
  }

  public ZipBytes disk(int number) {
    disk = number;
    return this;
  }

  /** ZIP64: its own end record, a locator, and only ones in the usual end record. */
  public ZipBytes wideEnd() {
    wideEnd = true;
    return this;
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    for (Member m : members) {
      long start = out.size();
      m.offset = m.offset == -1 ? start : m.offset;
      out.writeBytes(
          header(30)
              .putInt(0x04034b50)
              .putShort((short) 20)
              .putShort((short) m.flags)
              .putShort((short) m.method)
              .putInt(0x5c215c21)
              .putInt((int) m.crc)
              .putInt((int) m.packedSize)
              .putInt((int) m.size)
              .putShort((short) m.name.length)
              .putShort((short) m.extra.length)
              .array());
      out.writeBytes(m.name);
      out.writeBytes(m.extra);
      out.writeBytes(m.packed);
    }
    int directory = out.size();
    int count = 0;
    for (Member m : members) {
      for (int i = 0; i < m.timesInDirectory; i++, count++) {
        byte[] name = m.centralName == null ? m.name : m.centralName;
        out.writeBytes(
            header(46)
                .putInt(0x02014b50)
                .putShort((short) m.madeBy)
                .putShort((short) 20)
                .putShort((short) or(m.centralFlags, m.flags))
                .putShort((short) or(m.centralMethod, m.method))
                .putInt(0x5c215c21)
                .putInt((int) m.crc)
                .putInt((int) or(m.centralPackedSize, m.packedSize))
                .putInt((int) or(m.centralSize, m.size))
                .putShort((short) name.length)
                .putShort((short) m.centralExtra.length)
                .putShort((short) m.comment.length)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(m.externalAttributes)
                .putInt((int) m.offset)
                .array());
        out.writeBytes(name);
        out.writeBytes(m.centralExtra);
        out.writeBytes(m.comment);
      }
    }
    int size = out.size() - directory;
    out.writeBytes(beforeEnd);
    if (wideEnd) {
      int end = out.size();
      out.writeBytes(
          header(56)
              .putInt(0x06064b50)
              .putLong(44)
              .putShort((short) 45)
              .putShort((short) 45)
              .putInt(disk)
              .putInt(disk)
              .putLong(count + countOff)
              .putLong(count + countOff)
              .putLong(size + sizeOff)
              .putLong(directory + offsetOff)
              .array());
      out.writeBytes(header(20).putInt(0x07064b50).putInt(0).putLong(end).putInt(1).array());
    }
    out.writeBytes(
        header(22)
            .putInt(0x06054b50)
            .putShort((short) disk)
            .putShort((short) disk)
            .putShort((short) (wideEnd ? -1 : count + countOff))
            .putShort((short) (wideEnd ? -1 : count + countOff))
            .putInt((int) (wideEnd ? -1 : size + sizeOff))
            .putInt((int) (wideEnd ? -1 : directory + offsetOff))
            .putShort((short) comment.length)
            .array());
    out.writeBytes(comment);
    out.writeBytes(after);
    return out.toByteArray();
  }

  private static ByteBuffer header(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int or(int value, int other) {
    return value == -1 ? other : value;
  }

  private static long or(long value, long other) {
    return value == -1 ? other : value;
  }
}
