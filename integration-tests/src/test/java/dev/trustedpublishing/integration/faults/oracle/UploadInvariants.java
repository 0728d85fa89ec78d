package dev.trustedpublishing.integration.faults.oracle;

import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * I2 and I4: what the registry's own record says about the complete requests for each file, and
 * about what it said in between.
 */
public final class UploadInvariants {
  private final RunRecord observed;
  private final RunRecord.PlannedFile file;
  private final List<String> broken = new ArrayList<>();
  private Optional<ReceivedRequest> last = Optional.empty();
  private int absent;
  private int accepted;
  private int sent;
  private boolean lied;

  private UploadInvariants(RunRecord observed, RunRecord.PlannedFile file) {
    this.observed = observed;
    this.file = file;
  }

  /** I2: a second complete request only where nothing can come of it twice. */
  public static List<String> twice(RunRecord observed) {
    return observed.files().stream()
        .flatMap(file -> read(observed, file).twice().stream())
        .toList();
  }

  /** I4: existing content stays, and replacing it is never tried twice. */
  static List<String> overwritten(RunRecord observed) {
    return observed.files().stream()
        .flatMap(file -> read(observed, file).overwritten().stream())
        .toList();
  }

  private static UploadInvariants read(RunRecord observed, RunRecord.PlannedFile file) {
    UploadInvariants sendings = new UploadInvariants(observed, file);
    observed.requests().forEach(sendings::take);
    return sendings;
  }

  private List<String> twice() {
    List<String> all = new ArrayList<>(broken);
    if (accepted > 1 && !isNoOp()) {
      all.add("the registry accepted " + file.name() + " " + accepted + " times");
    }
    return all;
  }

  private List<String> overwritten() {
    List<String> all = new ArrayList<>();
    file.before()
        .filter(before -> !before.equals(observed.stored().get(file.name())))
        .ifPresent(before -> all.add(file.name() + " was replaced at the registry"));
    if (file.isOther() && sent > 1 && !isNoOp() && !lied) {
      all.add(file.name() + " would replace other content and was sent " + sent + " times");
    }
    return all;
  }

  private void take(ReceivedRequest request) {
    if (request.call() == Call.PRESENCE && isAboutPackage(request)) {
      look(request);
    } else if (request.call() == Call.UPLOAD
        && request.complete()
        && request.body().contains(file.name())) {
      send(request);
    }
  }

  private void look(ReceivedRequest request) {
    if (saysAbsent(request)) {
      absent++;
      // Nobody can see through a server that says so of what it has.
      lied |= !request.forwarded() && file.before().isPresent();
    } else if (saysPresent(request)) {
      absent = 0;
    }
  }

  private void send(ReceivedRequest request) {
    if (last.isPresent() && !isNoOp() && absent < needed(last.get())) {
      broken.add(
          file.name()
              + " was sent again after "
              + absent
              + " looks that said \"absent\", and after: "
              + last.get().line());
    }
    sent++;
    accepted += request.backendResponse().startsWith("HTTP/1.1 2") ? 1 : 0;
    last = Optional.of(request);
    absent = 0;
  }

  /** An index lags after an upload (U03), but not after a rejection. */
  private static int needed(ReceivedRequest last) {
    return last.status() >= 400 && last.status() < 500 && last.status() != 408 ? 1 : 2;
  }

  /** PyPI accepts the same bytes again, and never others under a name that it knows. */
  private boolean isNoOp() {
    return observed.plan().registry() == Registry.PYPI;
  }

  private boolean isAboutPackage(ReceivedRequest request) {
    return !isNpm()
        || request.head().contains("/npm/" + file.name().replaceAll("-[\\d.]+\\.tgz$", ""));
  }

  /** No such thing; or a page of an index, or a document of npm, without our file. */
  private boolean saysAbsent(ReceivedRequest request) {
    String said = request.answer();
    boolean page = said.contains("\"api-version\"") || said.contains("<a ");
    boolean document = said.contains("\"versions\":{");
    // The status decides, even where the body is lost (T14).
    return request.status() == 404
        || (request.status() == 0 && said.startsWith("HTTP/1.1 404") && said.contains("\r\n\r\n"))
        || (request.status() == 200 && (isNpm() ? document : page) && !said.contains(shown()));
  }

  private boolean saysPresent(ReceivedRequest request) {
    return request.status() == 200 && request.answer().contains(shown());
  }

  /** What the registry calls our file. */
  private String shown() {
    return isNpm()
        ? "\"" + file.name().replaceAll("^.*-([\\d.]+)\\.tgz$", "$1") + "\""
        : file.name();
  }

  private boolean isNpm() {
    return observed.plan().registry() == Registry.NPM;
  }
}
