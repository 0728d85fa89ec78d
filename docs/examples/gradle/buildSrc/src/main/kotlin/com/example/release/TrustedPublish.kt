package com.example.release

import org.gradle.api.DefaultTask
import org.gradle.api.file.ConfigurableFileCollection
import org.gradle.api.file.RegularFileProperty
import org.gradle.api.provider.Property
import org.gradle.api.tasks.Input
import org.gradle.api.tasks.InputFiles
import org.gradle.api.tasks.OutputFile
import org.gradle.api.tasks.TaskAction
import org.gradle.work.DisableCachingByDefault

/** Publishes files with the identity of the CI job. */
@DisableCachingByDefault(because = "Publishing is not a computation")
abstract class TrustedPublish : DefaultTask() {
    @get:Input
    abstract val repository: Property<String>

    @get:InputFiles
    abstract val files: ConfigurableFileCollection

    @get:OutputFile
    abstract val report: RegularFileProperty

    init {
        outputs.upToDateWhen { false }
    }

    @TaskAction
    fun publish() {
        Publishing(repository.get(), logger::lifecycle, logger::warn)
            .publish(files.map { it.toPath() }.sorted(), report.get().asFile.toPath())
    }
}
