package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"time"

	"corredor/tiles"
	"corredor/web"
)

// openArchive opens the file that a setting names. What is wrong with it is told
// as a wrong setting.
func openArchive(flag, env, name string) (*web.Archive, *os.File, error) {
	wrong := func(why any) error { return wrongf("%s (%s): %s cannot be used: %v", flag, env, name, why) }
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, wrong(plainly(err))
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	var a *tiles.Archive
	if err == nil {
		a, err = tiles.OpenArchive(f, info.Size())
	}
	if err != nil {
		f.Close()
		return nil, nil, wrong(plainly(err))
	}
	return &web.Archive{Archive: a, File: f, Size: info.Size(), Modified: info.ModTime()}, f, nil
}

// plainly is an error about a file without its name, which stands before it.
func plainly(err error) error {
	if of, ok := errors.AsType[*os.PathError](err); ok {
		return of.Err
	}
	return err
}

// openMap opens an archive of this map.
func openMap(name string) (*web.Archive, *os.File, error) {
	a, f, err := openArchive("--archive", "CORREDOR_ARCHIVE", name)
	if err != nil {
		return nil, nil, err
	}
	var said struct {
		Layers []struct{ ID string } `json:"vector_layers"`
	}
	known := a.Info().Content == tiles.VectorTiles && a.Metadata(&said) == nil && slices.ContainsFunc(tiles.Layers(), func(l tiles.LayerInfo) bool {
		return slices.ContainsFunc(said.Layers, func(s struct{ ID string }) bool { return s.ID == l.Name })
	})
	if !known {
		f.Close()
		return nil, nil, wrongf("--archive (CORREDOR_ARCHIVE): %s holds no layer of this map; as a basemap it is given with --basemap", name)
	}
	return a, f, nil
}

// openBasemap opens the basemap that is asked for, which may be none.
func (s *serve) openBasemap() (*web.Archive, func(), error) {
	if s.Basemap == "" {
		return nil, func() {}, nil
	}
	a, f, err := openArchive("--basemap", "CORREDOR_BASEMAP", s.Basemap)
	if err != nil {
		return nil, nil, err
	}
	return a, func() { f.Close() }, nil
}

// runArchive serves an archive until it is told to stop. There is no database.
func (s *serve) runArchive(ctx context.Context, stdout io.Writer, log *slog.Logger) error {
	began := time.Now()
	archive, f, err := openMap(s.Archive)
	if err != nil {
		return err
	}
	defer f.Close()
	basemap, closeBasemap, err := s.openBasemap()
	if err != nil {
		return err
	}
	defer closeBasemap()
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer listener.Close()
	proxies, err := s.trusted()
	if err != nil {
		return err
	}
	handler, err := web.New(web.Config{
		Archive: archive, Basemap: basemap, BaseURL: s.BaseURL, Log: log, Version: version, Rate: s.limits(),
		TrustedProxies: proxies,
	})
	if err != nil {
		return err
	}
	info := archive.Info()
	log.Info("listening", "addr", listener.Addr().String(), "version", version, "archive", s.Archive, "tiles", info.Addressed,
		"zooms", fmt.Sprintf("%d to %d", info.MinZoom, info.MaxZoom), "took", time.Since(began).Round(time.Millisecond))
	fmt.Fprintf(stdout, "Corredor is at %s/\n", s.url(listener))
	return serveUntil(ctx, listener, handler, log)
}
