// A consumer with sbt. sbt imports no BOM, so the versions are read from it.
lazy val release = (project in file("."))
  .settings(
    resolvers += "built" at sys.props("built.repository"),
    autoScalaLibrary := false,
    crossPaths := false,
    Compile / unmanagedSourceDirectories := Seq(file(sys.props("built.sources"))),
    libraryDependencies ++= {
      val managed = scala.xml.XML.load(sys.props("built.bom")) \ "dependencyManagement" \\ "dependency"
      val version = sys.props("built.version")
      Seq("core", "provider-github", "repository-pypi").map { name =>
        require(managed.exists(d => (d \ "artifactId").text == s"trusted-publishing-$name"), s"$name is not in the BOM")
        "dev.trustedpublishing" % s"trusted-publishing-$name" % version
      }
    }
  )
