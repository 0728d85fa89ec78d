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

  private ZipName() {}

  static String read(byte[] raw, int flags, ZipRejection rejected) throws InvalidFileException {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw rejected.file().damaged("a member's name is not UTF-8.", e);
    }
    String shown = "the name '" + SafeText.shown(name) + "'";
    if ((flags & UTF_8) == 0 && name.chars().anyMatch(c -> c > 0x7f)) {
      throw rejected.of(
          shown + " is not marked as UTF-8",
          "the language encoding flag (bit 11) for names outside ASCII");
    }
    boolean drive = name.length() > 1 && name.charAt(1) == ':';
    boolean control = name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    if (raw.length > MAX_LENGTH || name.indexOf('\\') >= 0 || drive || control) {
      throw rejected.of(shown, "a relative path with slashes");
    }
    if (MemberPath.leavesFolder(name)) {
      throw rejected.of(
          shown + " points outside of the archive's folder", "a relative path without '..'");
    }
    if (!MemberPath.isNormal(name)) {
      throw rejected.ofMember(name, MemberPath.NOT_NORMAL, "a normalized path");
    }
    return name;
  }
}
