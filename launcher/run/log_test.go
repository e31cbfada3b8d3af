package run

import (
	"os"
	"strings"
	"testing"
)

func TestALogThatCannotBeWrittenEndsThere(t *testing.T) {
	path := t.TempDir() + "/0.log"
	log, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	log.write([]byte("whole\n"))
	_ = log.file.Close()
	log.write([]byte("lost\n"))
	log.write([]byte("never tried\n"))
	if err := log.close(); err == nil || !strings.HasPrefix(err.Error(), "LogNotWritten: ") {
		t.Error(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "whole\n" {
		t.Errorf("%q", got)
	}
}
