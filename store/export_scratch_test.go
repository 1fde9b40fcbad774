package store

import "github.com/sevenfold/sevenfold/models"

// NewScratch opens a memory for reading a list, and what closes it.
func NewScratch() (models.Memory, func() error, error) {
	s, err := newScratch()
	if err != nil {
		return nil, nil, err
	}
	return s, s.close, nil
}
