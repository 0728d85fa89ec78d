package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The largest file that is to be published.
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
            "'"
                + SafeText.shown(written)
                + "' is no size; wanted: a number of bytes from 1 on, or of KiB, MiB or GiB with K,"
                + " M or G behind it, such as 200M");
      }
      int unit = size.group(2) == null ? 0 : 1 + UNITS.indexOf(upper(size.group(2)));
      return new FileLimit(Long.parseLong(size.group(1)) << (10 * unit));
    }
  }

  /** Sets the limit where the repository has one to set. */
  void apply(String repository, TrustedPublisherBuilder builder) {
    PyPiRepository limited = PyPiRepository.withFileLimit(bytes);
    if (!takes(limited, repository.strip())) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(
                      ErrorCode.USAGE_INVALID_OPTION,
                      "This repository has no limit for files that could be set.")
                  .found("--max-file-size for " + SafeText.shown(repository))
                  .expected("a repository of the kind '" + limited.id() + "'")
                  .remedy("Leave --max-file-size out, or correct --repository."))
          .build();
    }
    builder.with(limited);
  }

  /** A name of its own, or a URL that names no other protocol. */
  private static boolean takes(PyPiRepository limited, String repository) {
    String text = repository.toLowerCase(Locale.ROOT);
    String protocol = limited.id() + "+";
    String address = text.startsWith(protocol) ? text.substring(protocol.length()) : text;
    return limited.knownNames().contains(address)
        || address.startsWith("https:")
        || address.startsWith("http:");
  }

  private static String upper(String unit) {
    return unit.toUpperCase(Locale.ROOT);
  }
}
