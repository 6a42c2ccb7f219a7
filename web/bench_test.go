package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// BenchmarkTile asks the doors for tiles, without a network: one that is remembered,
// and one by days that nobody asked for before.
func BenchmarkTile(b *testing.B) {
	h := serve(b)
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer null.Close()
	h.web.Log = slog.New(slog.NewTextHandler(null, nil))
	for _, c := range []struct {
		name string
		path func(n int) string
	}{
		{"repeated", func(int) string { return "/tiles/8/76/138.mvt?layers=incidents" }},
		{"fresh", func(n int) string {
			return fmt.Sprintf("/tiles/12/1226/2213.mvt?layers=incidents&datetime=%04d-%02d-%02d/..", 1+n/336%1900, 1+n/28%12, 1+n%28)
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				r := httptest.NewRequest(http.MethodGet, c.path(n), nil)
				r.Header.Set("Accept-Encoding", "gzip")
				h.web.ServeHTTP(nowhere{http.Header{}}, r)
			}
		})
	}
}
