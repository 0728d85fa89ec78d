package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The largest file that may be published.
 *
 * @param bytes at least 1
 */
record FileLimit(long bytes) {
  private static final String UNITS = "KMG";
  private static final Pattern SIZE =
      Pattern.compile("([1-9]\\d{0,8})([" + UNITS + "])?", Pattern.CASE_INSENSITIVE);

  /** Reads a number of bytes, or of KiB, MiB or GiB. */
  static final class Converter implements ITypeConverter<FileLimit> {
    @Override
    public FileLimit convert(String written) {
      Matcher size = SIZE.matcher(written.strip());
      if (!size.matches()) {
        throw new TypeConversionException(
            "'" + SafeText.shown(written) + "' is not a size. Expected: bytes, or 200M (K, M, G)");
      }
      int unit =
          size.group(2) == null ? 0 : 1 + UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT));
      return new FileLimit(Long.parseLong(size.group(1)) << (10 * unit));
    }
  }

  /**
   * The registry with this limit.
   *
   * @param repository where to publish, as it was written
   * @throws TrustedPublishingException {@code usage.invalid-option} if it has no such limit
   */
  PackageRepository configured(String repository) {
    PyPiRepository limited = PyPiRepository.withFileLimit(bytes);
    String text = repository.strip().toLowerCase(Locale.ROOT);
    String protocol = limited.id() + "+";
    String address = text.startsWith(protocol) ? text.substring(protocol.length()) : text;
    if (limited.knownNames().contains(address) || address.matches("(?s)https?:.*")) {
      return limited;
    }
    throw UsageError.invalidOption(
        "This repository has no configurable file size limit.",
        "--max-file-size for " + SafeText.shown(repository),
        "a repository of type '" + limited.id() + "'",
        "Omit --max-file-size, or correct --repository.");
  }
}
