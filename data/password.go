package data

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"corredor/geo"
)

// passwordCost is what one hash costs: 19 MiB and two passes on one lane, some 25 ms. A
// password hashed at another cost is hashed anew when it is next used.
var passwordCost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashesAtOnce bounds the memory and the processors that signing in takes, hashWait how
// long one waits for its turn.
const (
	hashesAtOnce = 2
	hashWait     = 5 * time.Second
)

// Length of a password in characters.
const (
	leastPassword = 12
	mostPassword  = 200
)

// nobodys is the hash of no password, which costs as much to compare as any other.
var nobodys = fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", passwordCost.Memory, passwordCost.Iterations, passwordCost.Parallelism,
	base64.RawStdEncoding.EncodeToString(make([]byte, passwordCost.SaltLength)), base64.RawStdEncoding.EncodeToString(make([]byte, passwordCost.KeyLength)))

// hashing runs what hashes, in its turn.
func (s *Store) hashing(ctx context.Context, do func() error) error {
	late := time.NewTimer(hashWait)
	defer late.Stop()
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		return geo.Unavailablef(nil, "Too many people are signing in just now. Try again in a moment.")
	}
}

// hashPassword returns what is kept of a password.
func (s *Store) hashPassword(ctx context.Context, password string) (hash string, err error) {
	err = s.hashing(ctx, func() error {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), passwordCost)
		return err
	})
	return hash, err
}

// comparePassword reports whether a password is that of a hash, and whether that was made
// at another cost than today's. It takes as long for the hash of nobody.
func (s *Store) comparePassword(ctx context.Context, password, hash string) (same, old bool, err error) {
	if len(password) > 4*mostPassword { // it is none, and is not to cost more than one
		password, hash = "", nobodys
	}
	if hash == "" {
		hash = nobodys
	}
	err = s.hashing(ctx, func() error {
		var cost *argon2id.Params
		if same, cost, err = argon2id.CheckHash(norm.NFC.String(password), hash); err != nil {
			return fmt.Errorf("a password's hash: %w", err)
		}
		old = *cost != *passwordCost
		return nil
	})
	return same && hash != nobodys, old, err
}

// checkPassword refuses passwords that are soon guessed. Which letters and signs are in
// one is nobody's business.
func checkPassword(password, email string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || n < leastPassword || n > mostPassword:
		return geo.Invalidf("password", "A password has %d to %d characters.", leastPassword, mostPassword)
	case common(password) || strings.EqualFold(password, email):
		return geo.Invalidf("password", "That password is one of the first that are tried. Choose another: a few words that do not belong together are good.")
	}
	return nil
}

// common reports whether a password is one of the commonest, or a short piece that comes
// again and again.
func common(password string) bool {
	p := strings.ToLower(password)
	for n := 1; n <= 4 && n < len(p); n++ {
		if again := strings.Repeat(p[:n], len(p)/n+1); again[:len(p)] == p {
			return true
		}
	}
	for _, row := range []string{"01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertyuiop1234567890", "1234567890qwertyuiop", "qwertyuiop[]asdfghjkl", "1qaz2wsx3edc4rfv5tgb6yhn"} {
		if strings.Contains(row, p) {
			return true
		}
	}
	bare := strings.TrimRight(p, "0123456789!.*#$ ")
	for _, word := range []string{"password", "passwordpassword", "contraseña", "contrasena", "mipassword", "micontraseña", "administrador", "administrator", "admin", "letmein",
		"corredor", "corredorminero", "corredorsur", "lasbambas", "matarani", "bienvenido", "welcome", "qwerty", "qwertyuiop", "iloveyou", "teamo", "teamomucho", "changeme", "secret", "secreto",
		"trustno1", "monkey", "dragon", "football", "alianzalima", "universitario", "sunshine", "princess", "princesa", "peru", "arribaperu", "estrella", "correct horse battery staple", "correcthorsebatterystaple"} {
		if bare == word {
			return true
		}
	}
	return false
}
