// A consumer with sbt. sbt imports no BOM, so the versions are read from it.
lazy val release = (project in file("."))
  .settings(
    resolvers += "built" at sys.env("BUILT_REPOSITORY"),
    autoScalaLibrary := false,
    crossPaths := false,
    Compile / unmanagedSourceDirectories := Seq(file(sys.env("BUILT_SOURCES"))),
    libraryDependencies ++= {
      val bom = scala.xml.XML.load(sys.env("BUILT_BOM"))
      val managed = (bom \ "dependencyManagement" \\ "artifactId").map(_.text).toSet
      Seq("core", "provider-github", "repository-pypi").map { name =>
        require(managed(s"trusted-publishing-$name"), s"$name is not in the BOM")
        "dev.trustedpublishing" % s"trusted-publishing-$name" % (bom \ "version").text
      }
    }
  )
