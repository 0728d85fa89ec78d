rootProject.name = "release"
