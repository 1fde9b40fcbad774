package frontend

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// RenderPacked draws a page as Render does, packed by gzip. Of a survey, what is
// the same for everybody was packed before; what belongs to one visit is put in
// as it is. Other pages are packed as fast as gzip can.
func (f *Frontend) RenderPacked(page Page) ([]byte, error) {
	if s := f.stencil(page); s != nil {
		if packed, ok := s.pack(page.(SurveyPage)); ok {
			return packed, nil
		}
	}
	html, err := f.Render(page)
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(make([]byte, 0, len(html)/4))
	w := fastPackers.Get().(*gzip.Writer)
	defer fastPackers.Put(w)
	w.Reset(out)
	if _, err = w.Write(html); err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

var fastPackers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // there is no such level
	}
	return w
}}

// longestPacked is the longest first name, in bytes as it is written, for which
// stencils are packed.
const longestPacked = 40

// packing is a stencil as parts of a deflate stream (RFC 1951), for first names
// of one length: later text refers back over the names, and how far that is
// depends on how long they are. It is made when it is first asked for.
type packing struct {
	once   sync.Once
	strips [][]packedPiece // nil: there is none
	size   int             // in bytes
}

// packedPiece is deflated text that ends on a whole byte with the head of a
// stored block, of which the length is missing; and what stands in that block.
type packedPiece struct {
	deflated []byte
	stored   []piece
}

// The ends of a gzip file (RFC 1952): a head that tells nothing, and an empty
// last block, after which come checksum and length.
const (
	gzipHead  = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
	lastBlock = "\x03\x00"
)

// pack draws a page packed. ok is false where a name is too long for that.
func (s *stencil) pack(p SurveyPage) (packed []byte, ok bool) {
	v := p.values()
	if len(v[firstName]) > longestPacked {
		return nil, false
	}
	k := s.packing(len(v[firstName]))
	if k.strips == nil {
		return nil, false
	}
	out := append(make([]byte, 0, k.size+k.size/8), gzipHead...)
	sum, size := uint32(0), 0
	for at, strip := range s.along(p.Parts, v) {
		for _, p := range strip {
			sum = crc32.Update(crc32.Update(sum, crc32.IEEETable, p.text), crc32.IEEETable, v[p.blank])
			size += len(p.text) + len(v[p.blank])
		}
		if out, ok = join(out, k.strips[at], v); !ok {
			return nil, false
		}
	}
	out = append(out, lastBlock...)
	out = binary.LittleEndian.AppendUint32(out, sum)
	return binary.LittleEndian.AppendUint32(out, uint32(size)), true
}

// join writes packed pieces, each with its stored block: length, the same with
// every bit turned, and the bytes. ok is false if they are more than fit.
func join(out []byte, pieces []packedPiece, v *values) (joined []byte, ok bool) {
	for _, p := range pieces {
		out = append(out, p.deflated...)
		begins := len(out) + 4
		out = write(append(out, 0, 0, 0, 0), p.stored, v)
		n := len(out) - begins
		if n > 1<<16-1 {
			return nil, false
		}
		binary.LittleEndian.PutUint16(out[begins-4:], uint16(n))
		binary.LittleEndian.PutUint16(out[begins-2:], ^uint16(n))
	}
	return out, true
}

// packing is that for first names of so many bytes.
func (s *stencil) packing(name int) *packing {
	k := &s.packed[name]
	k.once.Do(func() {
		d := newDeflater(name)
		if d.err != nil {
			return
		}
		var strips [][]packedPiece
		for _, strip := range s.strips {
			pieces := d.strip(strip)
			strips = append(strips, pieces)
			for _, p := range pieces {
				k.size += len(p.deflated) + 40*len(p.stored)
			}
		}
		if d.err == nil {
			k.strips = strips
		}
	})
	return k
}
