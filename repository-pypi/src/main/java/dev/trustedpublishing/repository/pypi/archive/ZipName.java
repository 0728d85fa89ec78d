package dev.trustedpublishing.repository.pypi.archive;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.MemberPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the names of members, which every reader must understand in the same way. */
final class ZipName {
  /** The language encoding flag: the name is UTF-8. */
  static final int UTF_8 = 1 << 11;

  private static final int MAX_LENGTH = 4096;
  private static final byte DELETE = 0x7f;

  private ZipName() {}

  static String read(byte[] raw, int flags, ZipRejection rejected) throws InvalidFileException {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw rejected.file().damaged("a member's name is not UTF-8.", e);
    }
    if ((flags & UTF_8) == 0 && raw.length != name.length()) {
      throw rejected.of(
          shown(name) + " is not marked as UTF-8",
          "the language encoding flag (bit 11) for names outside ASCII");
    }
    boolean drive = name.length() > 1 && name.charAt(1) == ':';
    if (raw.length > MAX_LENGTH || name.indexOf('\\') >= 0 || drive || hasControl(raw)) {
      throw rejected.of(shown(name), "a relative path with slashes");
    }
    if (MemberPath.leavesFolder(name)) {
      throw rejected.of(
          shown(name) + " points outside of the archive's folder", "a relative path without '..'");
    }
    if (!MemberPath.isNormal(name)) {
      throw rejected.ofMember(name, MemberPath.NOT_NORMAL, "a normalized path");
    }
    return name;
  }

  /** In UTF-8, these bytes occur only as these characters. */
  private static boolean hasControl(byte[] utf8) {
    for (byte b : utf8) {
      if ((b >= 0 && b < ' ') || b == DELETE) {
        return true;
      }
    }
    return false;
  }

  private static String shown(String name) {
    return "the name '" + SafeText.shown(name) + "'";
  }
}
