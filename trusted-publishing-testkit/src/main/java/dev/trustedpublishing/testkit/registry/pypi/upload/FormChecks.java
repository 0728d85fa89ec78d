package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.util.List;
import java.util.Optional;

/** The control fields of an upload (Warehouse, forklift/forms.py). */
final class FormChecks {

  private static final String CORE_METADATA =
      " See https://packaging.python.org/specifications/core-metadata for more information.";

  /** How many characters of a long value are shown: the first and the last of them. */
  private static final int SHOWN = 60;

  private static final String HEX_DIGEST = "[A-Fa-f0-9]{64}";

  void check(UploadForm form) {
    if (!form.find("protocol_version").orElse("1").equals("1")) {
      throw Refusal.badRequest("Unknown protocol version.");
    }
    checkName(form.find("name").orElse(""));
    checkDigest(form, "blake2_256_digest", "BLAKE2");
    checkFiletype(form.find("filetype").orElse(""));
    checkPyversion(form);
    checkDigest(form, "sha256_digest", "SHA256");
    if (List.of("md5_digest", "sha256_digest", "blake2_256_digest").stream()
        .allMatch(field -> form.find(field).isEmpty())) {
      throw Refusal.badRequest("Error: Include at least one message digest.");
    }
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw badName(name, "This field is required.");
    }
    if (!ProjectName.isValid(name)) {
      throw badName(
          name,
          "Start and end with a letter or numeral containing only ASCII numeric and '.', '_' and"
              + " '-'.");
    }
  }

  private static Refusal badName(String name, String error) {
    String shown =
        name.length() > SHOWN
            ? name.substring(0, SHOWN / 2) + "..." + name.substring(name.length() - SHOWN / 2)
            : name;
    return Refusal.badRequest(
        Repr.of(shown) + " is an invalid value for Name. Error: " + error + CORE_METADATA);
  }

  private static void checkFiletype(String filetype) {
    if (filetype.isEmpty()) {
      throw badField("filetype", "This field is required.");
    }
    if (!List.of("sdist", "bdist_wheel").contains(filetype)) {
      throw badField("filetype", "Use a known file type.");
    }
  }

  private static void checkPyversion(UploadForm form) {
    Optional<String> pyversion = form.find("pyversion");
    boolean sdist = form.find("filetype").orElse("").equals("sdist");
    if (!sdist && pyversion.isEmpty()) {
      throw badField("pyversion", "Python version is required for binary distribution uploads.");
    }
    if (sdist && !pyversion.orElse("source").equals("source")) {
      throw badField("pyversion", "Use 'source' as Python version for an sdist.");
    }
  }

  private static void checkDigest(UploadForm form, String field, String algorithm) {
    form.find(field)
        .filter(value -> !value.matches(HEX_DIGEST))
        .ifPresent(value -> {
          throw badField(field, "Use a valid, hex-encoded, " + algorithm + " message digest.");
        });
  }

  private static Refusal badField(String field, String error) {
    return Refusal.badRequest("Invalid value for " + field + ". Error: " + error);
  }
}
