// Command pstest serves Google's own fake of Pub/Sub, which keeps topics, subscriptions and messages in memory.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"cloud.google.com/go/pubsub/v2/pstest"
)

func main() {
	address := flag.String("address", "127.0.0.1:8085", "address to listen on")
	flag.Parse()
	server := pstest.NewServerWithAddress(*address)
	fmt.Println("pstest listens on", server.Addr)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	server.Close()
}
