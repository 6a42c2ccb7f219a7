package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// mostBody bounds the body of a write in bytes; no feature here is near it.
const mostBody = 1 << 20

// Where items are written.
const (
	itemsPath = "/collections/{collection}/items"
	itemPath  = itemsPath + "/{feature}"
)

// hangWriting hangs the doors through which items are written. Reading them is
// open to everybody; see writer for who may come in here.
func (s *Server) hangWriting(r chi.Router) {
	for _, door := range []struct {
		method, path string
		h            handler
	}{
		{http.MethodPost, itemsPath, s.createItem},
		{http.MethodPut, itemPath, s.replaceItem},
		{http.MethodPatch, itemPath, s.updateItem},
		{http.MethodDelete, itemPath, s.deleteItem},
	} {
		r.Method(door.method, door.path, s.door(s.paid(medium, door.h)))
	}
}

// createItem adds a feature to a collection.
func (s *Server) createItem(w http.ResponseWriter, r *http.Request) error {
	c, who, err := s.readWriting(w, r)
	if err != nil {
		return err
	}
	write, crs, err := readWrite(w, r, featureTypes)
	if err != nil {
		return err
	}
	if write.Once, err = readOnce(r, write.Body); err != nil {
		return err
	}
	if err := readWhy(r, &write); err != nil {
		return err
	}
	f, err := s.Store.Create(r.Context(), who, c, write)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.itemAddress(r, c, f.ID))
	return s.written(w, r, http.StatusCreated, c, f, crs)
}

// replaceItem puts a feature in the place of an item.
func (s *Server) replaceItem(w http.ResponseWriter, r *http.Request) error {
	return s.changeItem(w, r, featureTypes, s.Store.Replace)
}

// updateItem changes what a merge patch names.
func (s *Server) updateItem(w http.ResponseWriter, r *http.Request) error {
	return s.changeItem(w, r, patchTypes, s.Store.Update)
}

func (s *Server) changeItem(w http.ResponseWriter, r *http.Request, types []string, change changing) error {
	c, who, id, err := s.readTarget(w, r)
	if err != nil {
		return err
	}
	write, crs, err := readWrite(w, r, types)
	if err != nil {
		return err
	}
	if write.Once, err = readOnce(r, write.Body); err != nil {
		return err
	}
	if err := readWhy(r, &write); err != nil {
		return err
	}
	// What the write has changed need not be as it was before it.
	if f, done, err := s.Store.Answered(r.Context(), who, write.Once); err != nil {
		return err
	} else if done {
		return s.written(w, r, http.StatusOK, c, f, crs)
	}
	if write.Tags, err = s.readMatch(r, who, c, id); err != nil {
		return err
	}
	f, err := change(r.Context(), who, c, id, write)
	if err != nil {
		return err
	}
	return s.written(w, r, http.StatusOK, c, f, crs)
}

// deleteItem takes an item away.
func (s *Server) deleteItem(w http.ResponseWriter, r *http.Request) error {
	c, who, id, err := s.readTarget(w, r)
	if err != nil {
		return err
	}
	var write data.Write
	if write.Once, err = readOnce(r, nil); err != nil {
		return err
	}
	if err := readWhy(r, &write); err != nil {
		return err
	}
	if _, done, err := s.Store.Answered(r.Context(), who, write.Once); err != nil {
		return err
	} else if !done {
		if write.Tags, err = s.readMatch(r, who, c, id); err != nil {
			return err
		}
		if err := s.Store.Delete(r.Context(), who, c, id, write); err != nil {
			return err
		}
	}
	s.tellRevision(w, r)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readWriting reads which collection is to be written, and by whom.
func (s *Server) readWriting(w http.ResponseWriter, r *http.Request) (data.Collection, geo.Viewer, error) {
	c, err := findCollection(r)
	if err != nil {
		return c, geo.Anyone, err
	}
	if !c.CanBeWritten() {
		const known = "GET, HEAD"
		w.Header().Set("Allow", known)
		return c, geo.Anyone, wrongMethod{r.Method, known}
	}
	if _, err := readQuery(r, writeParameters(r)...); err != nil {
		return c, geo.Anyone, err
	}
	who, err := s.writer(w, r)
	if err == nil {
		err = who.May(c.Permission())
	}
	return c, who, err
}

// readTarget reads which item is to be written, and by whom.
func (s *Server) readTarget(w http.ResponseWriter, r *http.Request) (c data.Collection, who geo.Viewer, id int64, err error) {
	if c, who, err = s.readWriting(w, r); err == nil {
		id, err = readItemID(r, c)
	}
	return c, who, id, err
}

func readItemID(r *http.Request, c data.Collection) (int64, error) {
	text := chi.URLParam(r, "feature")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		hint := ""
		if _, ok := c.Property("code"); ok {
			hint = ", and items?code=… finds one by its code"
		}
		return 0, geo.NotFoundf("The collection %s has no item %q; its ids are whole numbers%s.", c.ID, geo.Clip(text, 40), hint)
	}
	return id, nil
}

// readWrite reads the body and what its headers say of it.
func readWrite(w http.ResponseWriter, r *http.Request, types []string) (write data.Write, crs data.CRS, err error) {
	if err = checkMediaType(w, r, types); err != nil {
		return write, crs, err
	}
	if crs, err = readContentCRS(r); err != nil {
		return write, crs, err
	}
	write.SRID = crs.SRID
	if write.Body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody)); err == nil {
		return write, crs, nil
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return write, crs, &geo.Problem{Kind: geo.TooLarge, Msg: "The body is larger than " + strconv.Itoa(mostBody>>20) + " MB; one feature is written at a time."}
	}
	return write, crs, brokenBody(err)
}

// written answers with the item as it stands now, whose derived properties the
// client could not know, or, where that is preferred, with its tag alone.
func (s *Server) written(w http.ResponseWriter, r *http.Request, status int, c data.Collection, f data.Feature, crs data.CRS) error {
	at := s.itemAddress(r, c, f.ID)
	h := w.Header()
	s.tellRevision(w, r)
	h.Set("ETag", entityTag(f))
	if prefersMinimal(r) {
		h.Set("Preference-Applied", "return=minimal")
		if status == http.StatusOK {
			status = http.StatusNoContent
		}
		w.WriteHeader(status)
		return nil
	}
	links := []link{
		{Href: at, Rel: "self", Type: geoJSONType},
		{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType},
	}
	announce(h, links...)
	startJSON(w, geoJSONType)
	h.Set("Content-Location", at)
	contentCRS(h, crs)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(append(appendLinked(nil, f, links), '\n'))
	return err
}

func (s *Server) itemAddress(r *http.Request, c data.Collection, id int64) string {
	return s.base(r) + "/collections/" + c.ID + "/items/" + strconv.FormatInt(id, 10)
}

// announceWriting says at an address of items what may be written there, for the
// answer to OPTIONS, and returns those of the address's methods that are possible.
func announceWriting(h http.Header, path, known string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 3 || len(parts) > 4 || parts[0] != "collections" || parts[2] != "items" {
		return known
	}
	if c, ok := data.FindCollection(parts[1]); !ok || !c.CanBeWritten() {
		return "GET, HEAD"
	}
	if len(parts) == 3 {
		h.Set("Accept-Post", strings.Join(featureTypes, ", "))
	} else {
		h.Set("Accept-Patch", strings.Join(patchTypes, ", "))
	}
	return known
}
