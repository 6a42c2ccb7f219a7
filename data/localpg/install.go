package localpg

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// installLine says how to install PostgreSQL with PostGIS on this system, of one major
// version or, when that is 0, of the system's own.
func installLine(major int) string {
	release, _ := os.ReadFile("/etc/os-release") // absent on macOS and bare systems
	return installOn(runtime.GOOS, string(release), major)
}

// installOn is installLine for a system told by its GOOS and its os-release file.
func installOn(goos, release string, major int) string {
	if goos == "darwin" {
		if major == 0 {
			return "Install it with: brew install postgis"
		}
		return fmt.Sprintf("Install it with: brew install postgis postgresql@%d", major)
	}
	switch like := releaseField(release, "ID") + " " + releaseField(release, "ID_LIKE"); {
	case strings.Contains(like, "debian"), strings.Contains(like, "ubuntu"):
		if major == 0 {
			return "Install it with: sudo apt-get install postgresql-postgis"
		}
		return fmt.Sprintf("Install it with: sudo apt-get install postgresql-%d-postgis-3", major)
	case strings.Contains(like, "fedora"), strings.Contains(like, "rhel"):
		if major == 0 {
			return "Install it with: sudo dnf install postgresql-server postgis"
		}
		return fmt.Sprintf("Install it with: sudo dnf install postgresql%d-server postgresql%d-postgis (or postgis, when %d is the system's own version)", major, major, major)
	case strings.Contains(like, "alpine"):
		return "Install it with: apk add postgresql postgis"
	case strings.Contains(like, "arch"):
		return "Install it with: sudo pacman -S postgresql postgis"
	case strings.Contains(like, "suse"):
		return "Install it with: sudo zypper install postgresql-server postgis"
	}
	return "Install PostgreSQL's server and PostGIS with your system's packages, say where its programs are (--pg-bin), or name a server that has it (--database-url)."
}

// releaseField returns one value of an os-release file, lower case, without its quotes.
func releaseField(release, key string) string {
	for line := range strings.Lines(release) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), key+"="); ok {
			return strings.ToLower(strings.Trim(v, `"'`))
		}
	}
	return ""
}
