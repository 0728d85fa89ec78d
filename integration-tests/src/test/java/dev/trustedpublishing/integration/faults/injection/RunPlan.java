package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.Disturbance;
import dev.trustedpublishing.testkit.fault.Toxic;
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
 * @param onFailure whether the others go on when one failed
 * @param credential whether there is a stored one, for the case that there is no identity
 * @param budget how long may be waited for another attempt, all waits together
 * @param mishaps what goes wrong with calls
 * @param disturbance what the network does to one connection to the registry
 * @param disturbed which connection that is, counted from 0
 */
public record RunPlan(
    long seed,
    Ci ci,
    Registry registry,
    Wire wire,
    List<Integer> files,
    Before before,
    ExistingFiles existing,
    int uploads,
    OnFailure onFailure,
    Credential credential,
    Duration budget,
    List<Injected> mishaps,
    Disturbance disturbance,
    int disturbed) {

  /** Where the identity comes from. */
  public enum Ci {
    /** Asked for over HTTP, and each answer is a new token. */
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
  public enum Before {
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
  public enum Healing {
    HEALS,
    STAYS
  }

  /**
   * A mishap with its place.
   *
   * @param call the call that it happens to
   * @param attempt which of these calls, counted from 1
   * @param healing whether the later ones go well
   * @param mishap what happens
   */
  public record Injected(Call call, int attempt, Healing healing, RequestFault mishap) {
    boolean happensTo(Call other, int number) {
      return call == other && (number == attempt || (healing == Healing.STAYS && number > attempt));
    }

    @Override
    public String toString() {
      return call
          + " "
          + attempt
          + (healing == Healing.STAYS ? " and all later ones: " : ": ")
          + mishap;
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
        Before.NOTHING,
        ExistingFiles.UPLOAD,
        1,
        OnFailure.STOP,
        Credential.NONE,
        BUDGETS.get(0),
        List.of(),
        Disturbance.none(),
        0);
  }

  public RunPlan with(Injected... changed) {
    return changed(files, List.of(changed));
  }

  public RunPlan withFiles(List<Integer> changed) {
    return changed(changed, mishaps);
  }

  private RunPlan changed(List<Integer> sizes, List<Injected> injected) {
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
        disturbance,
        disturbed);
  }

  public static RunPlan drawn(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Ci ci = pick(random, CIS);
    Duration budget = pick(random, BUDGETS);
    Registry registry = pick(random, List.of(Registry.values()));
    Wire wire = pick(random, List.of(Wire.values()));
    List<Integer> files = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      files.add(pick(random, SIZES));
    }
    Before before =
        pick(
            random,
            List.of(
                Before.NOTHING,
                Before.NOTHING,
                Before.NOTHING,
                Before.SAME_BYTES,
                Before.OTHER_BYTES));
    ExistingFiles existing =
        pick(random, List.of(ExistingFiles.UPLOAD, ExistingFiles.UPLOAD, ExistingFiles.SKIP));
    int uploads = pick(random, List.of(1, 1, 3));
    OnFailure onFailure = pick(random, List.of(OnFailure.values()));
    Credential credential =
        pick(random, List.of(Credential.NONE, Credential.NONE, Credential.STORED));
    int faults = 1 + random.nextInt(3);
    boolean network = random.nextInt(4) == 0;
    List<Injected> mishaps = new ArrayList<>();
    for (int i = network ? 1 : 0; i < faults; i++) {
      mishaps.add(injected(random, ci, registry));
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
        List.copyOf(mishaps),
        network ? disturbance(random, wire) : Disturbance.none(),
        random.nextInt(6));
  }

  public Optional<RequestFault> mishap(Call call, int number) {
    return mishaps.stream()
        .filter(injected -> injected.happensTo(call, number))
        .map(Injected::mishap)
        .findFirst();
  }

  /** Whether the network does something to bytes. */
  boolean isDisturbed() {
    return !disturbance.equals(Disturbance.none());
  }

  /** Whether a time limit has to end something. */
  public boolean endsByTime() {
    return isDisturbed() || has(RequestFault.Trait.ENDS_BY_TIME);
  }

  /** Whether two runs have to be the same: no threads race, nothing depends on time. */
  public boolean isRepeatable() {
    return uploads == 1
        && !isDisturbed()
        && !has(RequestFault.Trait.RACES)
        && !has(RequestFault.Trait.ENDS_BY_TIME);
  }

  private boolean has(RequestFault.Trait trait) {
    return mishaps.stream().anyMatch(injected -> injected.mishap().traits().contains(trait));
  }

  private static Injected injected(SplittableRandom random, Ci ci, Registry registry) {
    Call call =
        pick(
            random,
            registry.calls().stream()
                .filter(each -> ci == Ci.GITHUB || each != Call.OBTAIN)
                .sorted()
                .toList());
    List<RequestFault> possible =
        RequestFault.BY_NAME.values().stream()
            .filter(mishap -> mishap.calls().contains(call))
            .filter(mishap ->
                registry == Registry.NPM || !mishap.traits().contains(RequestFault.Trait.LIES))
            .toList();
    return new Injected(
        call,
        pick(random, ATTEMPTS),
        pick(random, List.of(Healing.HEALS, Healing.HEALS, Healing.STAYS)),
        pick(random, possible));
  }

  private static Disturbance disturbance(SplittableRandom random, Wire wire) {
    // Over TLS a changed byte ends the connection; in plain text it could be any other fault.
    return wire == Wire.TLS && random.nextInt(3) == 0
        ? Disturbance.up(new Toxic.Flip(random.nextInt(HEAD_BYTES), random.nextInt(8)))
        : Disturbance.drawn(random, HEAD_BYTES);
  }

  private static <T> T pick(SplittableRandom random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
