package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.SafeText;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes, or of KiB, MiB or GiB. */
final class FileSize implements ITypeConverter<Long> {
  private static final String UNITS = "KMG";
  private static final Pattern SIZE =
      Pattern.compile("([1-9]\\d{0,8})([" + UNITS + "])?", Pattern.CASE_INSENSITIVE);

  @Override
  public Long convert(String written) {
    Matcher size = SIZE.matcher(written.strip());
    if (!size.matches()) {
      throw new TypeConversionException(
          "'" + SafeText.shown(written) + "' is not a size in bytes, such as 200M (K, M, G)");
    }
    int unit =
        size.group(2) == null ? 0 : 1 + UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT));
    return Long.parseLong(size.group(1)) << (10 * unit);
  }
}
