package releases

import (
	"context"
	"log/slog"
	"testing"

	"corredor/data"
	"corredor/data/datatest"
)

func TestMain(m *testing.M) { datatest.Main(m) }

// seeded opens a store on a fresh copy of the seeded database.
func seeded(t testing.TB) *data.Store {
	t.Helper()
	open := func(ctx context.Context, url string) (*data.Store, error) {
		return data.Open(ctx, url, slog.New(slog.DiscardHandler))
	}
	url := datatest.Template(t, "seeded", func(url string) error {
		s, err := open(context.Background(), url)
		if err == nil {
			s.Close()
		}
		return err
	})
	s, err := open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}
