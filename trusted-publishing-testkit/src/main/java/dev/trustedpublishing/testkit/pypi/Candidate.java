package dev.trustedpublishing.testkit.pypi;

import org.jspecify.annotations.Nullable;

/** A file that wants into the index, with the part of its metadata that the index keeps. */
record Candidate(
    String project,
    PythonVersion version,
    String filetype,
    @Nullable String requiresPython,
    ReceivedFile file) {}
