package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.NetworkFault;
import dev.trustedpublishing.testkit.fault.NetworkFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run: everything in it follows from the seed.
 *
 * @param seed where it was drawn from
 * @param ci where the identity comes from
 * @param registry what is published to
 * @param wire how
 * @param files the sizes of the files, in KiB
 * @param before what the registry holds under the name of the first file
 * @param existing whether the client asks before it sends
 * @param uploads how many files go at a time
 * @param onFailure whether the others continue when one failed
 * @param credential whether there is a stored one, for the case that there is no identity
 * @param budget how long may be waited for another attempt, all waits together
 * @param faults what goes wrong with calls
 * @param networkFaults what the network does to one connection to the registry
 * @param faultyConnection which connection that is, counted from 0
 * @param connections how long the servers keep connections
 */
public record RunPlan(
    long seed,
    Ci ci,
    Registry registry,
    Wire wire,
    List<Integer> files,
    StoredContent before,
    ExistingFiles existing,
    int uploads,
    OnFailure onFailure,
    Credential credential,
    Duration budget,
    List<InjectedFault> faults,
    NetworkFaults networkFaults,
    int faultyConnection,
    ConnectionUse connections) {

  /** Where the identity comes from. */
  public enum Ci {
    /** Asked for over HTTP, and each response is a new token. */
    GITHUB,
    /** In a variable since the job began, and never another one. */
    GITLAB,
    /** In a file that the caller names: it may change, and here it does not. */
    FILE
  }

  /** How bytes travel. */
  public enum Wire {
    PLAIN,
    TLS
  }

  /** What is there before the run. */
  public enum StoredContent {
    NOTHING,
    SAME_BYTES,
    OTHER_BYTES
  }

  /** What the client does about it. */
  public enum ExistingFiles {
    UPLOAD,
    SKIP
  }

  /** What the client does after a failure. */
  public enum OnFailure {
    STOP,
    CONTINUE
  }

  /** What the client has besides the identity. */
  public enum Credential {
    NONE,
    STORED
  }

  /** Whether a fault passes. */
  public enum Persistence {
    TRANSIENT,
    PERMANENT
  }

  /**
   * A fault with its place.
   *
   * @param call the call that it happens to
   * @param attempt which of these calls, counted from 1
   * @param persistence whether the later ones go well
   * @param fault what happens
   */
  public record InjectedFault(Call call, int attempt, Persistence persistence, RequestFault fault) {
    boolean matches(Call other, int number) {
      return call == other
          && (number == attempt || (persistence == Persistence.PERMANENT && number > attempt));
    }

    @Override
    public String toString() {
      return call
          + " "
          + attempt
          + (persistence == Persistence.PERMANENT ? " and all later ones: " : ": ")
          + fault;
    }
  }

  private static final List<Integer> SIZES = List.of(1, 1, 1, 1, 2, 2, 8, 8, 40, 40, 100, 2_000);
  private static final List<Integer> ATTEMPTS = List.of(1, 1, 2, 3);
  private static final List<Ci> CIS = List.of(Ci.GITHUB, Ci.GITHUB, Ci.GITHUB, Ci.GITLAB, Ci.FILE);

  /** As it is without a word of the caller, and so little that one wait too many shows. */
  private static final List<Duration> BUDGETS =
      List.of(
          Duration.ofMinutes(30),
          Duration.ofMinutes(30),
          Duration.ofMinutes(30),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          Duration.ZERO);

  /** Most real servers keep them; as many here do neither say nor do what is usual. */
  private static final List<ConnectionUse> CONNECTIONS =
      List.of(
          ConnectionUse.CLOSED,
          ConnectionUse.CLOSED,
          ConnectionUse.KEPT,
          ConnectionUse.KEPT,
          ConnectionUse.KEPT,
          ConnectionUse.CLOSED_SILENTLY,
          ConnectionUse.CLOSED_AFTER_THREE,
          ConnectionUse.RESET_AFTER_THREE,
          ConnectionUse.CLOSED_WITHIN_SECOND,
          ConnectionUse.RESET_WITHIN_THIRD);

  private static final int HEAD_BYTES = 4_000;

  /** A run in which nothing goes wrong. */
  public static RunPlan clean(Registry registry, Wire wire) {
    return clean(Ci.GITHUB, registry, wire);
  }

  public static RunPlan clean(Ci ci, Registry registry, Wire wire) {
    return new RunPlan(
        0,
        ci,
        registry,
        wire,
        List.of(1, 2),
        StoredContent.NOTHING,
        ExistingFiles.UPLOAD,
        1,
        OnFailure.STOP,
        Credential.NONE,
        BUDGETS.get(0),
        List.of(),
        NetworkFaults.none(),
        0,
        ConnectionUse.CLOSED);
  }

  public RunPlan with(InjectedFault... changed) {
    return changed(files, List.of(changed));
  }

  public RunPlan withFiles(List<Integer> changed) {
    return changed(changed, faults);
  }

  private RunPlan changed(List<Integer> sizes, List<InjectedFault> injected) {
    return new RunPlan(
        seed,
        ci,
        registry,
        wire,
        sizes,
        before,
        existing,
        uploads,
        onFailure,
        credential,
        budget,
        injected,
        networkFaults,
        faultyConnection,
        connections);
  }

  public static RunPlan fromSeed(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Ci ci = pick(random, CIS);
    Duration budget = pick(random, BUDGETS);
    Registry registry = pick(random, List.of(Registry.values()));
    Wire wire = pick(random, List.of(Wire.values()));
    List<Integer> files = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      files.add(pick(random, SIZES));
    }
    StoredContent before =
        pick(
            random,
            List.of(
                StoredContent.NOTHING,
                StoredContent.NOTHING,
                StoredContent.NOTHING,
                StoredContent.SAME_BYTES,
                StoredContent.OTHER_BYTES));
    ExistingFiles existing =
        pick(random, List.of(ExistingFiles.UPLOAD, ExistingFiles.UPLOAD, ExistingFiles.SKIP));
    int uploads = pick(random, List.of(1, 1, 3));
    OnFailure onFailure = pick(random, List.of(OnFailure.values()));
    Credential credential =
        pick(random, List.of(Credential.NONE, Credential.NONE, Credential.STORED));
    int count = 1 + random.nextInt(3);
    boolean network = random.nextInt(4) == 0;
    List<InjectedFault> faults = new ArrayList<>();
    for (int i = network ? 1 : 0; i < count; i++) {
      faults.add(injected(random, ci, registry));
    }
    return new RunPlan(
        seed,
        ci,
        registry,
        wire,
        List.copyOf(files),
        before,
        existing,
        uploads,
        onFailure,
        credential,
        budget,
        List.copyOf(faults),
        network ? networkFaults(random, wire) : NetworkFaults.none(),
        random.nextInt(6),
        pick(random, CONNECTIONS));
  }

  public Optional<RequestFault> fault(Call call, int number) {
    return faults.stream()
        .filter(injected -> injected.matches(call, number))
        .map(InjectedFault::fault)
        .findFirst();
  }

  /** Whether the network does something to bytes. */
  boolean hasNetworkFaults() {
    return !networkFaults.equals(NetworkFaults.none());
  }

  /** Whether a time limit has to end something. */
  public boolean needsTimeout() {
    return hasNetworkFaults() || has(RequestFault.Trait.NEEDS_TIMEOUT);
  }

  /** Whether two runs have to be the same: no threads race, nothing depends on time. */
  public boolean isRepeatable() {
    return uploads == 1
        && !connections.races()
        && !hasNetworkFaults()
        && !has(RequestFault.Trait.RACES)
        && !has(RequestFault.Trait.NEEDS_TIMEOUT);
  }

  private boolean has(RequestFault.Trait trait) {
    return faults.stream().anyMatch(injected -> injected.fault().traits().contains(trait));
  }

  private static InjectedFault injected(SplittableRandom random, Ci ci, Registry registry) {
    Call call =
        pick(
            random,
            registry.calls().stream()
                .filter(each -> ci == Ci.GITHUB || each != Call.OBTAIN)
                .sorted()
                .toList());
    List<RequestFault> possible =
        RequestFaults.BY_NAME.values().stream()
            .filter(fault -> fault.calls().contains(call))
            .filter(fault ->
                registry == Registry.NPM
                    || !fault.traits().contains(RequestFault.Trait.FALSE_SUCCESS))
            .toList();
    return new InjectedFault(
        call,
        pick(random, ATTEMPTS),
        pick(random, List.of(Persistence.TRANSIENT, Persistence.TRANSIENT, Persistence.PERMANENT)),
        pick(random, possible));
  }

  private static NetworkFaults networkFaults(SplittableRandom random, Wire wire) {
    // Over TLS a changed byte ends the connection; in plain text it could be any other fault.
    return wire == Wire.TLS && random.nextInt(3) == 0
        ? NetworkFaults.up(new NetworkFault.Flip(random.nextInt(HEAD_BYTES), random.nextInt(8)))
        : NetworkFaults.random(random, HEAD_BYTES);
  }

  private static <T> T pick(SplittableRandom random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
