package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// said runs corredor to its end and returns what it prints on both outputs.
func said(t *testing.T, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "DATABASE_URL" && !strings.HasPrefix(name, "CORREDOR_") || name == "CORREDOR_PG_BIN" {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(append(cmd.Env, "CORREDOR_TEST_AS_PROGRAM=1"), env...)
	var out, told strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &told
	_ = cmd.Run() // the status is looked at
	return out.String(), told.String(), cmd.ProcessState.ExitCode()
}

// writes asks the server to change an incident, and returns the status.
func writes(t *testing.T, p *program, token, body string) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodPatch, p.url+"/collections/incidents/items/3", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/merge-patch+json")
	r.Header.Set("If-Match", "*")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// A token's life, told in one test because making the database takes a while: refused where
// no server has been, made while it runs, used, listed and revoked.
func TestATokenIsMadeBesideTheRunningServer(t *testing.T) {
	t.Parallel() // it waits for processes most of the time
	needPostGIS(t)
	folder := dataFolder(t)
	add := []string{"user", "add", "ana@example.org", "--role", "analyst,planner", "--name", "Ana", "--data-dir", folder}
	if out, told, status := said(t, nil, add...); status != 2 || out != "" || !strings.Contains(told, folder) || !strings.Contains(told, "corredor serve") {
		t.Fatalf("where no server has been: status %d: %q, %s", status, out, told)
	}
	if made, err := os.ReadDir(folder); err == nil && len(made) > 0 {
		t.Fatalf("an account refused left %v", made)
	}
	p := serving(t, nil, "--data-dir", folder)
	link, told, status := said(t, nil, append(add, "--base-url", "https://map.example.org/")...)
	if status != 0 || !regexp.MustCompile(`^https://map\.example\.org/account/link/[A-Za-z0-9_-]{43}\n$`).MatchString(link) || !strings.Contains(told, "analyst, planner") {
		t.Fatalf("status %d: %q, %s", status, link, told)
	}
	before, told, status := said(t, nil, "token", "create", "--data-dir", folder, "--user", "ANA@example.org", "--scope", "incidents", "--name", "before")
	if status != 0 || !regexp.MustCompile(`^corredor_[A-Za-z0-9_-]{43}\n$`).MatchString(before) || !strings.Contains(told, "not shown again") || strings.Contains(told, before[9:20]) {
		t.Fatalf("status %d: %q, %s", status, before, told)
	}
	if link, told, status := said(t, nil, "user", "link", "ana@example.org", "--data-dir", folder); status != 0 || !strings.HasPrefix(link, p.url+"/account/link/") {
		t.Errorf("a link beside the server at %s: status %d: %q, %s", p.url, status, link, told)
	}
	beside, told, status := said(t, nil, "token", "create", "--data-dir", folder, "--user", "ana@example.org", "--scope", "incidents,drafts", "--days", "30", "--name", "beside")
	if status != 0 || !strings.Contains(told, "incidents,drafts") {
		t.Fatalf("status %d: %s", status, told)
	}
	before, beside = strings.TrimSpace(before), strings.TrimSpace(beside)
	for _, token := range []string{before, beside} {
		if got := writes(t, p, token, `{"properties": {"note": "by `+token[:12]+`"}}`); got != 200 {
			t.Errorf("writing with a good token: %d", got)
		}
	}
	if out, told, status := said(t, nil, "export", "incidents", "--format", "csv", "--property", "code=INC026", "--data-dir", folder); status != 0 || !strings.Contains(out, "INC026") {
		t.Errorf("exporting beside the server: status %d: %s%s", status, out, told)
	}
	if got := writes(t, p, beside+"x", `{}`); got != 401 {
		t.Errorf("writing with a wrong token: %d", got)
	}
	if out, told, status := said(t, nil, "token", "revoke", "2", "--data-dir", folder); status != 0 || !strings.Contains(out, "beside") {
		t.Errorf("status %d: %s%s", status, out, told)
	}
	if got := writes(t, p, beside, `{}`); got != 401 {
		t.Errorf("writing with a revoked token: %d", got)
	}
	if got := writes(t, p, before, `{"properties": {"note": null}}`); got != 200 {
		t.Errorf("writing with the other token: %d", got)
	}
	if out, told, status := said(t, nil, "user", "disable", "ana@example.org", "--data-dir", folder); status != 0 || !strings.Contains(out, "disabled") {
		t.Errorf("status %d: %s%s", status, out, told)
	}
	if got := writes(t, p, before, `{}`); got != 401 {
		t.Errorf("writing with a token of a disabled account: %d", got)
	}
	for _, step := range [][]string{{"user", "enable", "ana@example.org"}, {"user", "role", "ana@example.org", "planner"}, {"user", "link", "ana@example.org"}} {
		if out, told, status := said(t, nil, append(step, "--data-dir", folder)...); status != 0 {
			t.Errorf("%s: status %d: %s%s", step, status, out, told)
		}
	}
	if got := writes(t, p, before, `{}`); got != 403 {
		t.Errorf("writing without the role: %d", got)
	}
	if out, _, status := said(t, nil, "user", "list", "--data-dir", folder); status != 0 || !strings.Contains(out, "ana@example.org  Ana   planner") || !strings.Contains(out, "not yet") {
		t.Errorf("status %d:\n%s", status, out)
	}
	audit, _, status := said(t, nil, "audit", "export", "--format", "jsonl", "--data-dir", folder)
	for _, line := range []string{`"action":"item.update","target":"incidents/3","outcome":"done"`, `"who":"operator","action":"account.disable","target":"ana@example.org"`, `"action":"token.revoke"`} {
		if status != 0 || !strings.Contains(audit, line) {
			t.Errorf("the audit log has no %s:\n%s", line, audit)
		}
	}
	if strings.Contains(audit, before[9:]) || strings.Contains(audit, link[40:60]) {
		t.Error("a secret stands in the audit log")
	}
	out, _, status := said(t, nil, "token", "list", "--data-dir", folder)
	if rows := strings.Split(strings.TrimSpace(out), "\n"); status != 0 || len(rows) != 3 || !strings.HasSuffix(rows[1], "good") ||
		strings.Contains(rows[1], "never") || strings.Contains(rows[2], "never") || !strings.Contains(rows[2], "revoked") {
		t.Errorf("status %d:\n%s", status, out)
	}
	if _, told, status := said(t, nil, "token", "revoke", "99", "--data-dir", folder); status != 1 || !strings.Contains(told, "There is no token 99") {
		t.Errorf("status %d: %s", status, told)
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("the server ended with %d", status)
	}
	log := p.log()
	for _, token := range []string{before, beside} {
		if strings.Contains(log, token[9:]) {
			t.Error("a token stands in the log")
		}
	}
	p.messages(t)
}

func TestATokensSettingsAreChecked(t *testing.T) {
	clean(t)
	for args, says := range map[string]string{
		"token": "create",
		"token create --days many --user a --scope incidents": "--days",
		"token create --scope incidents":                      "--user",
		"token create --user a":                               "--scope",
		"user":                                                "add",
		"user role a@example.org":                             "role",
		"user add a --base-url nowhere":                       "--base-url",
		"audit export --format xml":                           "--format",
		"audit export --from yesterday":                       "--from",
		"token revoke":                                        "number",
		"token revoke first":                                  "first",
		"token list --database-url http://x/":                 "--database-url",
	} {
		var out, told strings.Builder
		if status := run(strings.Fields(args), &out, &told); status != 2 || !strings.Contains(told.String(), says) {
			t.Errorf("%s: status %d, %s", args, status, told.String())
		}
	}
}
