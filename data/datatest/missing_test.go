package datatest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"corredor/data/datatest"
)

// Run with no PostgreSQL, a test that needs one is skipped, or fails where it must not be.
func TestWithoutPostgreSQLATestSaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		require string
		says    string
		status  int
	}{
		{"", "--- SKIP", 0},
		{"1", "--- FAIL", 1},
	} {
		cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^TestAFreshDatabaseHasPostGISAndNothingElse$")
		cmd.Env = append(os.Environ(), "CORREDOR_PG_BIN="+t.TempDir(), "CORREDOR_TEST_DATABASE_URL=", "CORREDOR_REQUIRE_POSTGIS="+c.require)
		out, _ := cmd.CombinedOutput() // the status is looked at
		for _, says := range []string{c.says, "This test needs PostGIS."} {
			if !strings.Contains(string(out), says) {
				t.Errorf("required %q: %s\ndoes not say %q", c.require, out, says)
			}
		}
		if got := cmd.ProcessState.ExitCode(); got != c.status {
			t.Errorf("required %q: status %d, want %d", c.require, got, c.status)
		}
	}
}

// Another server's databases are made and dropped, and nothing of ours stays there.
func TestAServerElsewhereIsLeftAsItWas(t *testing.T) {
	if os.Getenv("CORREDOR_TEST_DATABASE_URL") != "" {
		t.Skip("this binary uses one already, and is not done with it")
	}
	url := datatest.URL(t)
	before := databases(t, url)
	cmd := exec.Command(os.Args[0], "-test.run=^(TestAFreshDatabase|TestATemplateIsPrepared)")
	cmd.Env = append(os.Environ(), "CORREDOR_TEST_DATABASE_URL="+url, "CORREDOR_PG_BIN="+t.TempDir())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if after := databases(t, url); after != before {
		t.Errorf("databases before:\n%s\nafter:\n%s", before, after)
	}
}

func databases(t *testing.T, url string) string {
	t.Helper()
	return run(t, url, `select string_agg(datname, E'\n' order by datname) from pg_database`)
}
