package localpg

import (
	"fmt"
	"os"
	"strings"
)

// openLog opens PostgreSQL's log for appending; one that has grown large is set aside.
func openLog(name string) (*os.File, error) {
	if info, err := os.Stat(name); err == nil && info.Size() > 16<<20 {
		if err := os.Rename(name, name+".old"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
}

// said returns what PostgreSQL has written to its log since position from, the lines
// that tell why it ended, without their times.
func (c *Cluster) said(from int64) string {
	text := make([]byte, 16<<10)
	n, _ := c.output.ReadAt(text, from) // short at the end of the file
	var why []string
	for line := range strings.Lines(string(text[:n])) {
		for _, level := range []string{"FATAL:", "PANIC:", "HINT:", "could not"} {
			if i := strings.Index(line, level); i >= 0 {
				why = append(why, strings.TrimSpace(strings.TrimPrefix(line[i:], level)))
				break
			}
		}
	}
	if len(why) == 0 {
		return fmt.Sprintf("it ended with no reason given (%d bytes of log)", n)
	}
	return strings.Join(why, "\n")
}

// tail returns the last lines of a program's output in one line.
func tail(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if n := len(lines); n > 4 {
		lines = lines[n-4:]
	}
	return strings.Join(lines, " / ")
}
