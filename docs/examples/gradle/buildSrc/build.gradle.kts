plugins {
    `kotlin-dsl`
}

repositories {
    mavenCentral()
    mavenLocal() // for the snapshot
}

dependencies {
    implementation(platform("dev.trustedpublishing:trusted-publishing-bom:0.1.0-SNAPSHOT"))
    implementation("dev.trustedpublishing:trusted-publishing-core")
    runtimeOnly("dev.trustedpublishing:trusted-publishing-provider-github")
    runtimeOnly("dev.trustedpublishing:trusted-publishing-repository-pypi")
}
