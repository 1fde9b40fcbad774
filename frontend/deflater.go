package frontend

import (
	"bytes"
	"compress/flate"
	"errors"
)

// worthDeflating is the least length of a text in bytes. A shorter one is stored
// with the values beside it.
const worthDeflating = 32

// standIn stands where a first name will: a byte that no text holds, so that no
// text refers back to it.
const standIn = 0xff

var errStandIn = errors.New("a text holds the byte that stands for names")

// deflater packs strips for first names of one length.
type deflater struct {
	w    *flate.Writer
	out  bytes.Buffer
	name []byte // what stands for a first name
	err  error  // the first
}

func newDeflater(name int) *deflater {
	d := &deflater{name: bytes.Repeat([]byte{standIn}, name)}
	d.w, d.err = flate.NewWriter(&d.out, flate.BestCompression)
	return d
}

// strip packs pieces, each beginning on a byte. A text refers back to those
// before it, over first names too, but not over other values: nobody knows how
// long those will be.
func (d *deflater) strip(pieces []piece) []packedPiece {
	var all []packedPiece
	d.w.Reset(&d.out)
	for _, p := range pieces {
		if bytes.IndexByte(p.text, standIn) >= 0 {
			d.err = errStandIn
		}
		deflated := d.next(p.text)
		if all == nil || len(p.text) >= worthDeflating {
			all = append(all, packedPiece{deflated, []piece{{blank: p.blank}}})
		} else {
			before := &all[len(all)-1]
			before.stored = append(before.stored, p)
		}
		switch p.blank {
		case noBlank:
		case firstName:
			d.next(d.name)
		default:
			d.w.Reset(&d.out)
		}
	}
	return all
}

// next packs what follows. A flush ends it with an empty stored block, of which
// the length, the last four bytes, is left out.
func (d *deflater) next(text []byte) []byte {
	d.out.Reset()
	_, err := d.w.Write(text)
	if err == nil {
		err = d.w.Flush()
	}
	if err != nil {
		d.err = err // memory takes all
		return nil
	}
	return bytes.Clone(d.out.Bytes()[:d.out.Len()-4])
}
