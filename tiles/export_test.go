package tiles

// Draw draws a tile without the cache.
func Draw(s *Snapshot, r Request) Tile {
	set, err := r.check()
	if err != nil {
		panic(err)
	}
	return s.draw(tileKey{z: r.Z, x: r.X, y: r.Y, layers: set}, r.Filter)
}
