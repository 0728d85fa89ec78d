package dev.trustedpublishing.testkit.registry.pypi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes ZIP files byte by byte, also such as no library would write. Members are stored. */
final class RawZip {

  /** How the archive ends. */
  enum End {
    PLAIN,
    ZIP_64,
    ZIP_64_WITH_EXTENSIBLE_DATA,
    ZIP_64_WITHOUT_LOCATOR
  }

  private record Member(
      byte[] name, int flags, byte[] content, byte[] localExtra, byte[] centralExtra) {}

  private final List<Member> members = new ArrayList<>();

  static RawZip of(Map<String, String> members) {
    RawZip zip = new RawZip();
    members.forEach(
        (name, content) -> zip.add(utf8(name), 0, utf8(content), new byte[0], new byte[0]));
    return zip;
  }

  /** Adds an empty member. */
  RawZip add(byte[] name, int flags, byte[] localExtra, byte[] centralExtra) {
    return add(name, flags, new byte[0], localExtra, centralExtra);
  }

  RawZip add(byte[] name, int flags, byte[] content, byte[] localExtra, byte[] centralExtra) {
    members.add(new Member(name, flags, content, localExtra, centralExtra));
    return this;
  }

  static byte[] extra(int id, byte[] content) {
    return little(4 + content.length)
        .putShort((short) id)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /** The extra field with a path in UTF-8, for a member of a name. */
  static byte[] unicodePath(String name, byte[] path) {
    byte[] content =
        little(5 + path.length).put((byte) 1).putInt((int) crc(utf8(name))).put(path).array();
    return extra(0x7075, content);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  byte[] bytes(End end) {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Member member : members) {
      directory.writeBytes(central(member, zip.size()));
      zip.writeBytes(local(member));
    }
    int start = zip.size();
    zip.writeBytes(directory.toByteArray());
    if (end != End.PLAIN) {
      zip.writeBytes(end64(end, start, directory.size()));
    }
    boolean plain = end == End.PLAIN;
    zip.writeBytes(
        little(22)
            .putInt(0x06054b50)
            .putInt(0)
            .putShort((short) (plain ? members.size() : -1))
            .putShort((short) (plain ? members.size() : -1))
            .putInt(plain ? directory.size() : -1)
            .putInt(plain ? start : -1)
            .putShort((short) 0)
            .array());
    return zip.toByteArray();
  }

  private byte[] end64(End end, int start, int size) {
    int more = end == End.ZIP_64_WITH_EXTENSIBLE_DATA ? 8 : 0;
    byte[] record =
        little(56 + more)
            .putInt(0x06064b50)
            .putLong(44 + more)
            .putShort((short) 45)
            .putShort((short) 45)
            .putLong(0)
            .putLong(members.size())
            .putLong(members.size())
            .putLong(size)
            .putLong(start)
            .array();
    byte[] locator =
        little(20).putInt(0x07064b50).putInt(0).putLong(start + size).putInt(1).array();
    return end == End.ZIP_64_WITHOUT_LOCATOR ? record : join(record, locator);
  }

  private static byte[] local(Member member) {
    byte[] header =
        little(30)
            .putInt(0x04034b50)
            .putShort((short) 20)
            .putShort((short) member.flags)
            .putShort((short) 0)
            .putInt(0)
            .putInt((int) crc(member.content))
            .putInt(member.content.length)
            .putInt(member.content.length)
            .putShort((short) member.name.length)
            .putShort((short) member.localExtra.length)
            .array();
    return join(header, member.name, member.localExtra, member.content);
  }

  private static byte[] central(Member member, int offset) {
    byte[] header =
        little(46)
            .putInt(0x02014b50)
            .putShort((short) 20)
            .putShort((short) 20)
            .putShort((short) member.flags)
            .putShort((short) 0)
            .putInt(0)
            .putInt((int) crc(member.content))
            .putInt(member.content.length)
            .putInt(member.content.length)
            .putShort((short) member.name.length)
            .putShort((short) member.centralExtra.length)
            .putShort((short) 0)
            .putInt(0)
            .putInt(0)
            .putInt(offset)
            .array();
    return join(header, member.name, member.centralExtra);
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long crc(byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return checksum.getValue();
  }
}
