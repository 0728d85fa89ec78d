import com.example.release.TrustedPublish

tasks.register<TrustedPublish>("publishToPyPi") {
    repository = "pypi"
    files.from(fileTree("dist") { include("*.whl", "*.tar.gz") })
    report = layout.buildDirectory.file("trusted-publishing/report.json")
}
