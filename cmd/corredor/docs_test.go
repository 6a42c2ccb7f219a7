package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEverySettingIsDescribed(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings(t) {
		for _, word := range []string{s.flag, s.env} {
			if !strings.Contains(string(page), "`"+word) {
				t.Errorf("docs/operations.md does not describe %s", word)
			}
		}
	}
}
