package main

import (
	"crypto/sha256"
	"time"
)

// yardstick is how many megabytes a second one processor puts through SHA-256: so
// tables of different machines, or of one that others were using, can be compared.
func yardstick() float64 {
	block := make([]byte, 1<<20)
	blocks := 0
	began := time.Now()
	for time.Since(began) < time.Second/4 {
		sha256.Sum256(block)
		blocks++
	}
	return float64(blocks) * float64(len(block)) / 1e6 / time.Since(began).Seconds()
}
