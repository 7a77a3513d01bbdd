package schemas

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fault is the one violation of an invalid example.
type fault struct {
	pointer string
	message string
}

// faults says of every invalid example what is wrong with it.
var faults = map[Kind]map[string]fault{
	ClientAuthenticate: {
		"not-an-object":           {"", `must be an object, but is an array`},
		"header-missing":          {"", `member "header" is missing`},
		"header-null":             {"/header", `must be an object, but is null`},
		"scope-missing":           {"/header", `member "scope" is missing`},
		"scope-of-a-server":       {"/header/scope", `must be "client", but is "server"`},
		"scope-in-capitals":       {"/header/scope", `must be "client", but is "CLIENT"`},
		"scope-true":              {"/header/scope", `must be "client", but is true`},
		"authentication-missing":  {"/header", `member "authentication" is missing`},
		"authentication-a-string": {"/header/authentication", `must be an object, but is the string "alice"`},
		"username-missing":        {"/header/authentication", `member "username" is missing`},
		"username-a-number":       {"/header/authentication/username", `must be a string, but is the number 42`},
		"username-empty":          {"/header/authentication/username", `must not be empty`},
		"username-twice":          {"/header/authentication/username", `member "username" stands here twice`},
		"password-missing":        {"/header/authentication", `member "password" is missing`},
		"password-null":           {"/header/authentication/password", `must be a string, but is null`},
		"password-empty":          {"/header/authentication/password", `must not be empty`},
	},
	ClientMessage: {
		"not-an-object":                  {"", `must be an object, but is the string "hi"`},
		"payload-missing":                {"", `member "payload" is missing`},
		"payload-in-capitals":            {"", `member "payload" is missing`},
		"payload-an-array":               {"/payload", `must be an object, but is an array`},
		"payload-twice":                  {"/payload", `member "payload" stands here twice`},
		"type-missing":                   {"/payload", `member "type" is missing`},
		"type-a-number":                  {"/payload/type", `must be a string, but is the number 1`},
		"data-missing":                   {"/payload", `member "data" is missing`},
		"id-missing":                     {"/payload", `member "id" is missing`},
		"id-a-number":                    {"/payload/id", `must be a string, but is the number 42`},
		"id-reserved-for-authentication": {"/payload/id", `must not be "auth_special": that id is reserved (MSG-4)`},
		"id-reserved-for-fatal-errors":   {"/payload/id", `must not be "fatal_special": that id is reserved (MSG-4)`},
		"id-reserved-and-escaped":        {"/payload/id", `must not be "auth\u005fspecial": that id is reserved (MSG-4)`},
		"id-twice":                       {"/payload/id", `member "id" stands here twice`},
		"name-twice-in-the-header":       {"/header/a", `member "a" stands here twice`},
		"name-twice-once-escaped":        {"/payload/id", `member "id" stands here twice`},
	},
	StatusReport: {
		"not-an-object":              {"", `must be an object, but is null`},
		"header-missing":             {"", `member "header" is missing`},
		"header-a-string":            {"/header", `must be an object, but is the string "statusReport"`},
		"message-type-missing":       {"/header", `member "messageType" is missing`},
		"message-type-of-a-delivery": {"/header/messageType", `must be "statusReport", but is "receivedMessage"`},
		"status-missing":             {"/header", `member "status" is missing`},
		"status-in-capitals":         {"/header/status", `must be "good" or "bad", but is "BAD"`},
		"status-true":                {"/header/status", `must be "good" or "bad", but is true`},
		"payload-missing":            {"", `member "payload" is missing`},
		"payload-null":               {"/payload", `must be an object, but is null`},
		"id-missing":                 {"/payload", `member "id" is missing`},
		"id-a-number":                {"/payload/id", `must be a string, but is the number 42`},
		"id-twice":                   {"/payload/id", `member "id" stands here twice`},
		"error-a-string":             {"/payload/error", `must be an object, but is the string "TODO"`},
		"error-code-missing":         {"/payload/error", `member "code" is missing`},
		"error-code-a-number":        {"/payload/error/code", `must be a string, but is the number 404`},
		"error-message-missing":      {"/payload/error", `member "message" is missing`},
		"error-message-null":         {"/payload/error/message", `must be a string, but is null`},
		"undelivered-a-string":       {"/payload/undelivered", `must be an array, but is the string "bob"`},
		"undelivered-empty":          {"/payload/undelivered", `must not be empty: the member is left out where nobody was skipped (CLIENTS-11)`},
		"undelivered-name-a-number":  {"/payload/undelivered/0", `must be a string, but is the number 7`},
		"undelivered-name-twice":     {"/payload/undelivered/2", `must not be "bob", which stands at index 0 already`},
	},
	Delivery: {
		"not-an-object":            {"", `must be an object, but is the number 42`},
		"header-missing":           {"", `member "header" is missing`},
		"header-an-array":          {"/header", `must be an object, but is an array`},
		"message-type-missing":     {"/header", `member "messageType" is missing`},
		"message-type-of-a-report": {"/header/messageType", `must be "receivedMessage", but is "statusReport"`},
		"payload-missing":          {"", `member "payload" is missing`},
		"payload-a-string":         {"/payload", `must be an object, but is the string "hi"`},
		"type-missing":             {"/payload", `member "type" is missing`},
		"type-null":                {"/payload/type", `must be a string, but is null`},
		"type-empty":               {"/payload/type", `must not be empty`},
		"type-twice":               {"/payload/type", `member "type" stands here twice`},
		"data-missing":             {"/payload", `member "data" is missing`},
	},
	DummyReply: {
		"not-an-object":       {"", `must be an object, but is true`},
		"header-missing":      {"", `member "header" is missing`},
		"header-null":         {"/header", `must be an object, but is null`},
		"status-missing":      {"/header", `member "status" is missing`},
		"status-a-number":     {"/header/status", `must be "0", but is 0`},
		"status-of-two-zeros": {"/header/status", `must be "0", but is "00"`},
		"status-twice":        {"/header/status", `member "status" stands here twice`},
		"payload-missing":     {"", `member "payload" is missing`},
		"payload-null":        {"/payload", `must be an object, but is null`},
		"type-missing":        {"/payload", `member "type" is missing`},
		"type-in-capitals":    {"/payload/type", `must be "dummy", but is "DUMMY"`},
		"data-missing":        {"/payload", `member "data" is missing`},
		"data-echoed":         {"/payload/data", `must be null, but is an object`},
		"id-missing":          {"/payload", `member "id" is missing`},
		"id-a-number":         {"/payload/id", `must be a string, but is the number 42`},
	},
	PeerMessage: {
		"not-an-object":     {"", `must be an object, but is an array`},
		"header-missing":    {"", `member "header" is missing`},
		"header-null":       {"/header", `must be an object, but is null`},
		"scope-missing":     {"/header", `member "scope" is missing`},
		"scope-of-a-client": {"/header/scope", `must be "server", but is "client"`},
		"hops-negative":     {"/header/hops", `must be at least 0, but is -1`},
		"hops-a-fraction":   {"/header/hops", `must be a whole number, but is the number 1.5`},
		"hops-one-too-many": {"/header/hops", `must be at most 2147483647, but is 2147483648`},
		"hops-a-string":     {"/header/hops", `must be a whole number, but is the string "1"`},
		"hops-null":         {"/header/hops", `must be a whole number, but is null`},
		"hops-astronomical": {"/header/hops", `must be at most 2147483647, but is 1e10000000`},
		"hops-almost-none":  {"/header/hops", `must be a whole number, but is the number 1e-10000000`},
		"hops-twice":        {"/header/hops", `member "hops" stands here twice`},
		"payload-missing":   {"", `member "payload" is missing`},
		"payload-an-array":  {"/payload", `must be an object, but is an array`},
		"type-missing":      {"/payload", `member "type" is missing`},
		"type-null":         {"/payload/type", `must be a string, but is null`},
		"data-missing":      {"/payload", `member "data" is missing`},
		"id-null":           {"/payload/id", `must be a string, but is null`},
	},
	HandlerRequest: {
		"empty":                       {"", `not JSON: the document is empty`},
		"only-space":                  {"", `not JSON: the document is empty`},
		"two-texts":                   {"", `not JSON: the document goes on with "{" behind its first value`},
		"trailing-bytes":              {"", `not JSON: the document goes on with ";" behind its first value`},
		"trailing-nul":                {"", `not JSON: the document goes on with the character U+0000 behind its first value`},
		"trailing-comma-in-an-object": {"", `not JSON: a comma stands before the closing bracket`},
		"trailing-comma-in-an-array":  {"", `not JSON: a comma stands before the closing bracket`},
		"comma-missing":               {"", `not JSON: expected "," or "]", but found "2"`},
		"colon-missing":               {"", `not JSON: expected ":", but found "1"`},
		"name-without-quotes":         {"", `not JSON: expected a member name in double quotes, but found "a"`},
		"name-without-value":          {"", `not JSON: expected a value, but found "}"`},
		"single-quotes":               {"", `not JSON: expected a value, but found "'"`},
		"comment":                     {"", `not JSON: expected a value, but found "/"`},
		"not-a-number":                {"", `not JSON: expected a value, but found "N"`},
		"capital-true":                {"", `not JSON: expected a value, but found "T"`},
		"half-a-word":                 {"", `not JSON: expected a value, but found "n"`},
		"object-not-closed":           {"", `not JSON: expected "," or "}", but the document ends`},
		"array-not-closed":            {"", `not JSON: expected a value, but the document ends`},
		"wrong-bracket":               {"", `not JSON: expected "," or "]", but found "}"`},
		"string-not-closed":           {"", `not JSON: the document ends inside a string`},
		"line-break-in-a-string":      {"", `not JSON: the character U+000A must stand in a string as \u000a`},
		"escape-unknown":              {"", `not JSON: expected an escape such as \n or \u00e9, but found "x"`},
		"escape-too-short":            {"", `not JSON: expected four hexadecimal digits behind \u, but found a double quote`},
		"number-with-leading-zero":    {"", `not JSON: a number has no leading zeros`},
		"number-with-plus":            {"", `not JSON: expected a value, but found "+"`},
		"number-without-whole-part":   {"", `not JSON: expected a value, but found "."`},
		"number-without-fraction":     {"", `not JSON: expected a digit behind the decimal point, but found the character U+000A`},
		"number-without-exponent":     {"", `not JSON: expected a digit of the exponent, but found the character U+000A`},
		"number-of-a-minus-alone":     {"", `not JSON: expected a digit, but found the character U+000A`},
		"not-utf-8":                   {"", `not JSON: the byte 0xE9 is not valid UTF-8 here`},
		"utf-8-cut-short":             {"", `not JSON: the byte 0xF0 is not valid UTF-8 here`},
		"utf-8-of-a-surrogate":        {"", `not JSON: the byte 0xED is not valid UTF-8 here`},
		"byte-order-mark":             {"", `not JSON: the document begins with a byte order mark`},
	},
	HandlerResponse: {
		"not-an-object":                  {"", `must be an object, but is the string "0"`},
		"header-missing":                 {"", `member "header" is missing`},
		"header-and-data-missing":        {"", `member "header" is missing`},
		"header-a-string":                {"/header", `must be an object, but is the string "0"`},
		"status-missing":                 {"/header", `member "status" is missing`},
		"status-a-number":                {"/header/status", `must be a string, but is the number 0`},
		"status-empty":                   {"/header/status", `must not be "": only the digits 0 to 9 may stand here, at least one`},
		"status-negative":                {"/header/status", `must not be "-1": only the digits 0 to 9 may stand here, at least one`},
		"status-a-word":                  {"/header/status", `must not be "0 ok": only the digits 0 to 9 may stand here, at least one`},
		"status-of-other-digits":         {"/header/status", `must not be "٣": only the digits 0 to 9 may stand here, at least one`},
		"command-missing":                {"/header", `member "command" is missing: status "0" comes with a command and data (RESP-3)`},
		"command-a-string":               {"/header/command", `must be an object, but is the string "sendClients"`},
		"command-twice":                  {"/header/command", `member "command" stands here twice`},
		"command-type-missing":           {"/header/command", `member "type" is missing`},
		"command-type-missing-of-a-name": {"/header/command", `member "type" is missing`},
		"command-type-unknown":           {"/header/command/type", `must be "sendClients", "sendServers" or "sendHandler", but is "sendEverybody"`},
		"command-type-null":              {"/header/command/type", `must be "sendClients", "sendServers" or "sendHandler", but is null`},
		"command-data-missing":           {"/header/command", `member "data" is missing`},
		"data-missing":                   {"", `member "data" is missing: status "0" comes with a command and data (RESP-3)`},
		"data-in-the-header":             {"", `member "data" is missing: status "0" comes with a command and data (RESP-3)`},
		"send-clients-data-a-string":     {"/header/command/data", `must be an array, but is the string "alice"`},
		"send-clients-name-a-number":     {"/header/command/data/1", `must be a string, but is the number 42`},
		"send-servers-data-null":         {"/header/command/data", `must be an array, but is null`},
		"send-servers-address-an-object": {"/header/command/data/0", `must be a string, but is an object`},
		"send-handler-data-an-array":     {"/header/command/data", `must be a string, but is an array`},
		"send-handler-name-empty":        {"/header/command/data", `must not be empty`},
	},
	InformerRequest: {
		"not-an-object":          {"", `must be an object, but is the string "quit"`},
		"command-missing":        {"", `member "command" is missing`},
		"command-a-string":       {"/command", `must be an object, but is the string "quit"`},
		"type-missing":           {"/command", `member "type" is missing`},
		"type-unknown":           {"/command/type", `must be "listClients", "isClient", "serverInfo" or "quit", but is "listServers"`},
		"type-null":              {"/command/type", `must be "listClients", "isClient", "serverInfo" or "quit", but is null`},
		"type-twice":             {"/command/type", `member "type" stands here twice`},
		"is-client-without-data": {"/command", `member "data" is missing: "isClient" asks for a user by name (INFO-2)`},
		"is-client-of-a-number":  {"/command/data", `must be a string, but is the number 42`},
	},
	InformerResponse: {
		"not-an-object":                     {"", `must be an object, but is an array`},
		"status-missing":                    {"", `member "status" is missing`},
		"status-a-number":                   {"/status", `must be "0" or "1", but is 0`},
		"status-unknown":                    {"/status", `must be "0" or "1", but is "2"`},
		"data-missing":                      {"", `member "data" is missing`},
		"data-a-string":                     {"/data", `must be an array, true or false, an object or null, but is the string "alice"`},
		"data-a-number":                     {"/data", `must be an array, true or false, an object or null, but is the number 2`},
		"list-clients-name-a-number":        {"/data/1", `must be a string, but is the number 42`},
		"list-clients-name-twice":           {"/data/2", `must not be "alice", which stands at index 0 already`},
		"refused-with-data":                 {"/data", `must be null, but is false: status "1" comes with data null (INFO-5)`},
		"client-count-missing":              {"/data", `member "clientCount" is missing`},
		"client-count-a-number":             {"/data/clientCount", `must be a string, but is the number 2`},
		"client-count-negative":             {"/data/clientCount", `must not be "-2": only the digits 0 to 9 may stand here, at least one`},
		"client-count-twice":                {"/data/clientCount", `member "clientCount" stands here twice`},
		"listeners-missing":                 {"/data", `member "listeners" is missing`},
		"listeners-an-array":                {"/data/listeners", `must be an object, but is an array`},
		"listeners-counted-from-1":          {"/data/listeners", `member "listener0" is missing: listeners are numbered from 0 (INFO-3)`},
		"listener-name-with-leading-zero":   {"/data/listeners/listener01", `the name must not be "listener01": listeners are named listener0, listener1 and so on (INFO-3)`},
		"listener-name-empty":               {"/data/listeners/", `the name must not be "": listeners are named listener0, listener1 and so on (INFO-3)`},
		"listener-a-string":                 {"/data/listeners/listener0", `must be an object, but is the string "tcp4://127.0.0.1:2223"`},
		"listener-address-missing":          {"/data/listeners/listener0", `member "address" is missing`},
		"listener-address-null":             {"/data/listeners/listener0/address", `must be a string, but is null`},
		"listener-address-without-scheme":   {"/data/listeners/listener0/address", `must not be "127.0.0.1:2223": an address is tcp4://HOST:PORT, tcp6://[HOST]:PORT or unix://PATH (INFO-3)`},
		"listener-address-without-brackets": {"/data/listeners/listener0/address", `must not be "tcp6://::1:2224": an address is tcp4://HOST:PORT, tcp6://[HOST]:PORT or unix://PATH (INFO-3)`},
		"listener-address-without-port":     {"/data/listeners/listener0/address", `must not be "tcp4://127.0.0.1": an address is tcp4://HOST:PORT, tcp6://[HOST]:PORT or unix://PATH (INFO-3)`},
		"admin-info-missing":                {"/data", `member "adminInfo" is missing`},
		"admin-info-a-string":               {"/data/adminInfo", `must be an object, but is the string "hello"`},
	},
	BuiltinData: {
		"not-an-object":    {"", `must be an object, but is the string "close"`},
		"command-missing":  {"", `member "command" is missing`},
		"command-a-string": {"/command", `must be an object, but is the string "close"`},
		"command-twice":    {"/command", `member "command" stands here twice`},
		"type-missing":     {"/command", `member "type" is missing`},
		"type-unknown":     {"/command/type", `must be "close", but is "reboot"`},
	},
	ServerConf: {
		"not-an-object":                       {"", `must be an object, but is an array`},
		"network-missing":                     {"", `member "network" is missing`},
		"handlers-missing":                    {"", `member "handlers" is missing`},
		"member-unknown":                      {"/tls", `unknown member "tls" (known here: accounts, admin, database, handlers, informer, limits, network, timeouts)`},
		"member-in-capitals":                  {"/Admin", `unknown member "Admin" (known here: accounts, admin, database, handlers, informer, limits, network, timeouts)`},
		"member-twice":                        {"/network", `member "network" stands here twice`},
		"listener-type-twice":                 {"/network/types/1", `must not be "tcp4", which stands at index 0 already`},
		"available-type-twice":                {"/handlers/availableTypes/1", `must not be "chat", which stands at index 0 already`},
		"name-twice-in-info":                  {"/admin/info/a", `member "a" stands here twice`},
		"network-null":                        {"/network", `must be an object, but is null`},
		"network-member-unknown":              {"/network/udp4", `unknown member "udp4" (known here: tcp4, tcp6, types, unix)`},
		"listener-types-missing":              {"/network", `member "types" is missing`},
		"listener-types-a-string":             {"/network/types", `must be an array, but is the string "tcp4"`},
		"listener-types-empty":                {"/network/types", `must not be empty`},
		"listener-type-unknown":               {"/network/types/1", `must be "tcp4", "tcp6" or "unix", but is "udp4"`},
		"listener-type-a-number":              {"/network/types/1", `must be "tcp4", "tcp6" or "unix", but is 4`},
		"tcp4-not-configured":                 {"/network", `member "tcp4" is missing: "types" lists "tcp4"`},
		"tcp6-not-configured":                 {"/network", `member "tcp6" is missing: "types" lists "tcp6"`},
		"unix-not-configured":                 {"/network", `member "unix" is missing: "types" lists "unix"`},
		"tcp4-a-string":                       {"/network/tcp4", `must be an object, but is the string "127.0.0.1:2223"`},
		"tcp4-member-unknown":                 {"/network/tcp4/backlog", `unknown member "backlog" (known here: address, port)`},
		"tcp6-a-string":                       {"/network/tcp6", `must be an object, but is the string "[::1]:2224"`},
		"address-missing":                     {"/network/tcp4", `member "address" is missing`},
		"address-null":                        {"/network/tcp4/address", `must be a string, but is null`},
		"database-address-empty":              {"/database/redis/address", `must not be empty`},
		"address-of-another-network":          {"/network/tcp4/address", `must not be "::1": it is no IPv4 address`},
		"address-out-of-range":                {"/network/tcp4/address", `must not be "127.0.0.256": it is no IPv4 address`},
		"address-too-short":                   {"/network/tcp4/address", `must not be "127.0.1": it is no IPv4 address`},
		"address-too-long":                    {"/network/tcp4/address", `must not be "127.0.0.0.1": it is no IPv4 address`},
		"address-with-a-dot-behind":           {"/network/tcp4/address", `must not be "127.0.0.1.": it is no IPv4 address`},
		"address-a-host-name":                 {"/network/tcp4/address", `must not be "localhost": it is no IPv4 address`},
		"tcp6-address-in-brackets":            {"/network/tcp6/address", `must not be "[::1]": it is no IPv6 address`},
		"tcp6-address-of-another-network":     {"/network/tcp6/address", `must not be "127.0.0.1": it is no IPv6 address`},
		"port-missing":                        {"/network/tcp4", `member "port" is missing`},
		"port-null":                           {"/network/tcp4/port", `must be a string or a whole number, but is null`},
		"port-zero":                           {"/network/tcp4/port", `must be at least 1, but is 0: a port is a number from 1 to 65535`},
		"port-too-large":                      {"/network/tcp4/port", `must be at most 65535, but is 65536: a port is a number from 1 to 65535`},
		"port-a-fraction":                     {"/network/tcp4/port", `must be a string or a whole number, but is the number 2223.5`},
		"port-a-word":                         {"/network/tcp4/port", `must not be "http": a port is a number from 1 to 65535`},
		"port-string-zero":                    {"/network/tcp4/port", `must not be "0": a port is a number from 1 to 65535`},
		"port-string-too-large":               {"/network/tcp4/port", `must not be "65536": a port is a number from 1 to 65535`},
		"unix-a-string":                       {"/network/unix", `must be an object, but is the string "bester.sock"`},
		"unix-address-missing":                {"/network/unix", `member "address" is missing`},
		"unix-address-empty":                  {"/network/unix/address", `must not be empty`},
		"unix-address-a-number":               {"/network/unix/address", `must be a string, but is the number 1`},
		"unix-member-unknown":                 {"/network/unix/mode", `unknown member "mode" (known here: address)`},
		"handlers-an-array":                   {"/handlers", `must be an object, but is an array`},
		"handlers-member-unknown":             {"/handlers/default", `unknown member "default" (known here: availableTypes, typeMap)`},
		"available-types-missing":             {"/handlers", `member "availableTypes" is missing`},
		"available-types-a-string":            {"/handlers/availableTypes", `must be an array, but is the string "chat"`},
		"available-type-a-number":             {"/handlers/availableTypes/1", `must be a string, but is the number 1`},
		"available-type-empty":                {"/handlers/availableTypes/1", `must not be empty`},
		"available-type-dummy":                {"/handlers/availableTypes/1", `must not be "dummy": that is a built-in type (BUILTIN-4)`},
		"available-type-builtin":              {"/handlers/availableTypes/1", `must not be "builtin": that is a built-in type (BUILTIN-4)`},
		"type-map-missing":                    {"/handlers", `member "typeMap" is missing`},
		"type-map-an-array":                   {"/handlers/typeMap", `must be an object, but is an array`},
		"handler-name-empty":                  {"/handlers/typeMap/", `the name must not be empty`},
		"handler-name-dummy":                  {"/handlers/typeMap/dummy", `the name must not be "dummy": that is a built-in type (BUILTIN-4)`},
		"handler-name-builtin":                {"/handlers/typeMap/builtin", `the name must not be "builtin": that is a built-in type (BUILTIN-4)`},
		"handler-a-string":                    {"/handlers/typeMap/chat", `must be an object, but is the string "chat.sock"`},
		"handler-member-unknown":              {"/handlers/typeMap/chat/arguments", `unknown member "arguments" (known here: handlerBinary, unixDomainSocketPath)`},
		"handler-socket-missing":              {"/handlers/typeMap/chat", `member "unixDomainSocketPath" is missing`},
		"handler-socket-empty":                {"/handlers/typeMap/chat/unixDomainSocketPath", `must not be empty`},
		"handler-binary-null":                 {"/handlers/typeMap/chat/handlerBinary", `must be a string, but is null`},
		"handler-twice":                       {"/handlers/typeMap/chat", `member "chat" stands here twice`},
		"database-a-string":                   {"/database", `must be an object, but is the string "redis"`},
		"database-member-unknown":             {"/database/name", `unknown member "name" (known here: redis, type)`},
		"database-type-missing":               {"/database", `member "type" is missing`},
		"database-type-unknown":               {"/database/type", `must be "redis", but is "sqlite"`},
		"database-redis-missing":              {"/database", `member "redis" is missing`},
		"database-redis-a-string":             {"/database/redis", `must be an object, but is the string "127.0.0.1:6379"`},
		"admin-a-string":                      {"/admin", `must be an object, but is the string "admin@example.org"`},
		"admin-member-unknown":                {"/admin/information", `unknown member "information" (known here: info)`},
		"admin-info-a-string":                 {"/admin/info", `must be an object, but is the string "admin@example.org"`},
		"accounts-a-word":                     {"/accounts", `must be "open", but is "closed": accounts are "open" or {"file": PATH}`},
		"accounts-null":                       {"/accounts", `must be a string or an object, but is null`},
		"accounts-member-unknown":             {"/accounts/format", `unknown member "format" (known here: file)`},
		"accounts-file-missing":               {"/accounts", `member "file" is missing`},
		"accounts-file-empty":                 {"/accounts/file", `must not be empty`},
		"informer-a-string":                   {"/informer", `must be an object, but is the string "informer.sock"`},
		"informer-member-unknown":             {"/informer/mode", `unknown member "mode" (known here: unixDomainSocketPath)`},
		"informer-socket-missing":             {"/informer", `member "unixDomainSocketPath" is missing`},
		"informer-socket-empty":               {"/informer/unixDomainSocketPath", `must not be empty`},
		"limits-an-array":                     {"/limits", `must be an object, but is an array`},
		"limits-member-unknown":               {"/limits/frames", `unknown member "frames" (known here: chainLength, connections, frameBytes, hops, queueBytes)`},
		"limit-frame-bytes-a-string":          {"/limits/frameBytes", `must be a whole number, but is the string "65536"`},
		"limit-frame-bytes-too-small":         {"/limits/frameBytes", `must be at least 65536, but is 65535`},
		"limit-frame-bytes-too-large":         {"/limits/frameBytes", `must be at most 2147483647, but is 2147483648`},
		"limit-chain-length-a-string":         {"/limits/chainLength", `must be a whole number, but is the string "8"`},
		"limit-chain-length-too-small":        {"/limits/chainLength", `must be at least 8, but is 7`},
		"limit-chain-length-too-large":        {"/limits/chainLength", `must be at most 2147483647, but is 2147483648`},
		"limit-hops-a-string":                 {"/limits/hops", `must be a whole number, but is the string "1"`},
		"limit-hops-too-small":                {"/limits/hops", `must be at least 1, but is 0`},
		"limit-hops-too-large":                {"/limits/hops", `must be at most 2147483647, but is 2147483648`},
		"limit-connections-a-string":          {"/limits/connections", `must be a whole number, but is the string "1"`},
		"limit-connections-too-small":         {"/limits/connections", `must be at least 1, but is 0`},
		"limit-connections-too-large":         {"/limits/connections", `must be at most 2147483647, but is 2147483648`},
		"limit-queue-bytes-a-string":          {"/limits/queueBytes", `must be a whole number, but is the string "65536"`},
		"limit-queue-bytes-too-small":         {"/limits/queueBytes", `must be at least 65536, but is 65535`},
		"limit-queue-bytes-too-large":         {"/limits/queueBytes", `must be at most 2147483647, but is 2147483648`},
		"timeouts-a-number":                   {"/timeouts", `must be an object, but is the number 30000`},
		"timeouts-member-unknown":             {"/timeouts/idleMs", `unknown member "idleMs" (known here: authenticationMs, connectMs, drainMs, frameMs, handlerMs, writeMs)`},
		"timeout-handler-zero":                {"/timeouts/handlerMs", `must be at least 1, but is 0: milliseconds, an hour at most`},
		"timeout-frame-negative":              {"/timeouts/frameMs", `must be at least 1, but is -1: milliseconds, an hour at most`},
		"timeout-authentication-over-an-hour": {"/timeouts/authenticationMs", `must be at most 3600000, but is 3600001: milliseconds, an hour at most`},
		"timeout-connect-a-string":            {"/timeouts/connectMs", `must be a whole number, but is the string "5s"`},
		"timeout-write-a-fraction":            {"/timeouts/writeMs", `must be a whole number, but is the number 0.5`},
		"timeout-drain-null":                  {"/timeouts/drainMs", `must be a whole number, but is null`},
	},
	Report: {
		"not-an-object":                        {"", `must be an object, but is an array`},
		"format-missing":                       {"", `member "format" is missing`},
		"version-missing":                      {"", `member "version" is missing`},
		"server-missing":                       {"", `member "server" is missing`},
		"suite-missing":                        {"", `member "suite" is missing`},
		"seed-missing":                         {"", `member "seed" is missing`},
		"started-missing":                      {"", `member "started" is missing`},
		"took-missing":                         {"", `member "tookNs" is missing`},
		"conforms-missing":                     {"", `member "conforms" is missing`},
		"complete-missing":                     {"", `member "complete" is missing`},
		"profiles-missing":                     {"", `member "profiles" is missing`},
		"requirements-missing":                 {"", `member "requirements" is missing`},
		"scenarios-missing":                    {"", `member "scenarios" is missing`},
		"format-unknown":                       {"/format", `must be "bester-report", but is "other"`},
		"version-a-string":                     {"/version", `must be a whole number, but is the string "7"`},
		"server-a-number":                      {"/server", `must be a string, but is the number 7`},
		"server-version-a-number":              {"/serverVersion", `must be a string, but is the number 7`},
		"suite-a-number":                       {"/suite", `must be a string, but is the number 7`},
		"seed-a-string":                        {"/seed", `must be a whole number, but is the string "7"`},
		"transport-unknown":                    {"/transport", `must be "whole", "bytes", "coalesced" or "split", but is "air"`},
		"generated-a-string":                   {"/generated", `must be a whole number, but is the string "7"`},
		"generated-none":                       {"/generated", `must be at least 1, but is 0`},
		"generate-seed-a-string":               {"/generateSeed", `must be a whole number, but is the string "7"`},
		"started-a-number":                     {"/started", `must be a string, but is the number 7`},
		"took-a-string":                        {"/tookNs", `must be a whole number, but is the string "7"`},
		"partial-a-word":                       {"/partial", `must be true or false, but is the string "yes"`},
		"stopped-a-word":                       {"/stopped", `must be true or false, but is the string "yes"`},
		"hurried-a-string":                     {"/hurriedNs", `must be a whole number, but is the string "7"`},
		"conforms-a-word":                      {"/conforms", `must be true or false, but is the string "yes"`},
		"complete-a-word":                      {"/complete", `must be true or false, but is the string "yes"`},
		"profiles-null":                        {"/profiles", `must be an array, but is null`},
		"requirements-null":                    {"/requirements", `must be an array, but is null`},
		"scenarios-null":                       {"/scenarios", `must be an array, but is null`},
		"profile-name-missing":                 {"/profiles/0", `member "name" is missing`},
		"profile-verdict-missing":              {"/profiles/0", `member "verdict" is missing`},
		"profile-name-a-number":                {"/profiles/0/name", `must be a string, but is the number 7`},
		"profile-verdict-unknown":              {"/profiles/0/verdict", `must be "passed", "failed", "warned", "could not run", "not claimed", "not chosen", "not observable", "disputed", "known failure" or "known failure that passes", but is "fine"`},
		"profile-counts-null":                  {"/profiles/0/counts", `must be an object, but is null`},
		"requirement-id-missing":               {"/requirements/0", `member "id" is missing`},
		"requirement-level-missing":            {"/requirements/0", `member "level" is missing`},
		"requirement-text-missing":             {"/requirements/0", `member "text" is missing`},
		"requirement-profile-missing":          {"/requirements/0", `member "profile" is missing`},
		"requirement-file-missing":             {"/requirements/0", `member "file" is missing`},
		"requirement-line-missing":             {"/requirements/0", `member "line" is missing`},
		"requirement-verdict-missing":          {"/requirements/0", `member "verdict" is missing`},
		"requirement-scenarios-missing":        {"/requirements/0", `member "scenarios" is missing`},
		"requirement-id-a-number":              {"/requirements/0/id", `must be a string, but is the number 7`},
		"requirement-level-unknown":            {"/requirements/0/level", `must be "MUST", "SHOULD" or "MAY", but is "fine"`},
		"requirement-text-a-number":            {"/requirements/0/text", `must be a string, but is the number 7`},
		"requirement-profile-a-number":         {"/requirements/0/profile", `must be a string, but is the number 7`},
		"requirement-file-a-number":            {"/requirements/0/file", `must be a string, but is the number 7`},
		"requirement-line-a-string":            {"/requirements/0/line", `must be a whole number, but is the string "7"`},
		"requirement-verdict-unknown":          {"/requirements/0/verdict", `must be "passed", "failed", "warned", "could not run", "not claimed", "not chosen", "not observable", "disputed", "known failure" or "known failure that passes", but is "fine"`},
		"requirement-reason-a-number":          {"/requirements/0/reason", `must be a string, but is the number 7`},
		"requirement-scenarios-a-string":       {"/requirements/0/scenarios", `must be a whole number, but is the string "7"`},
		"scenario-feature-missing":             {"/scenarios/0", `member "feature" is missing`},
		"scenario-name-missing":                {"/scenarios/0", `member "name" is missing`},
		"scenario-file-missing":                {"/scenarios/0", `member "file" is missing`},
		"scenario-line-missing":                {"/scenarios/0", `member "line" is missing`},
		"scenario-verdict-missing":             {"/scenarios/0", `member "verdict" is missing`},
		"scenario-feature-a-number":            {"/scenarios/0/feature", `must be a string, but is the number 7`},
		"scenario-name-a-number":               {"/scenarios/0/name", `must be a string, but is the number 7`},
		"scenario-file-a-number":               {"/scenarios/0/file", `must be a string, but is the number 7`},
		"scenario-line-a-string":               {"/scenarios/0/line", `must be a whole number, but is the string "7"`},
		"scenario-requirements-null":           {"/scenarios/0/requirements", `must be an array, but is null`},
		"scenario-profiles-null":               {"/scenarios/0/profiles", `must be an array, but is null`},
		"scenario-tags-null":                   {"/scenarios/0/tags", `must be an array, but is null`},
		"scenario-verdict-unknown":             {"/scenarios/0/verdict", `must be "passed", "failed", "could not run", "not claimed", "not chosen", "known failure" or "known failure that passes", but is "fine"`},
		"scenario-known-a-number":              {"/scenarios/0/known", `must be a string, but is the number 7`},
		"scenario-steps-null":                  {"/scenarios/0/steps", `must be an array, but is null`},
		"scenario-took-a-string":               {"/scenarios/0/tookNs", `must be a whole number, but is the string "7"`},
		"scenario-failure-null":                {"/scenarios/0/failure", `must be an object, but is null`},
		"scenario-events-null":                 {"/scenarios/0/events", `must be an array, but is null`},
		"scenario-servers-null":                {"/scenarios/0/servers", `must be an array, but is null`},
		"scenario-output-null":                 {"/scenarios/0/output", `must be an object, but is null`},
		"step-keyword-missing":                 {"/scenarios/0/steps/0", `member "keyword" is missing`},
		"step-text-missing":                    {"/scenarios/0/steps/0", `member "text" is missing`},
		"step-keyword-a-number":                {"/scenarios/0/steps/0/keyword", `must be a string, but is the number 7`},
		"step-text-a-number":                   {"/scenarios/0/steps/0/text", `must be a string, but is the number 7`},
		"step-done-a-word":                     {"/scenarios/0/steps/0/done", `must be true or false, but is the string "yes"`},
		"step-failed-a-word":                   {"/scenarios/0/steps/0/failed", `must be true or false, but is the string "yes"`},
		"failure-happened-missing":             {"/scenarios/0/failure", `member "happened" is missing`},
		"failure-allowed-a-number":             {"/scenarios/0/failure/allowed", `must be a string, but is the number 7`},
		"failure-happened-a-number":            {"/scenarios/0/failure/happened", `must be a string, but is the number 7`},
		"failure-event-a-string":               {"/scenarios/0/failure/event", `must be a whole number, but is the string "7"`},
		"failure-ended-a-number":               {"/scenarios/0/failure/ended", `must be a string, but is the number 7`},
		"event-number-missing":                 {"/scenarios/0/events/0", `member "number" is missing`},
		"event-at-missing":                     {"/scenarios/0/events/0", `member "atNs" is missing`},
		"event-connection-missing":             {"/scenarios/0/events/0", `member "connection" is missing`},
		"event-action-missing":                 {"/scenarios/0/events/0", `member "action" is missing`},
		"event-number-a-string":                {"/scenarios/0/events/0/number", `must be a whole number, but is the string "7"`},
		"event-at-a-string":                    {"/scenarios/0/events/0/atNs", `must be a whole number, but is the string "7"`},
		"event-connection-a-number":            {"/scenarios/0/events/0/connection", `must be a string, but is the number 7`},
		"event-party-a-number":                 {"/scenarios/0/events/0/party", `must be a string, but is the number 7`},
		"event-server-a-number":                {"/scenarios/0/events/0/server", `must be a string, but is the number 7`},
		"event-action-unknown":                 {"/scenarios/0/events/0/action", `must be "opened", "sent", "received", "ended" or "closed", but is "fine"`},
		"event-address-a-number":               {"/scenarios/0/events/0/address", `must be a string, but is the number 7`},
		"event-accepted-a-word":                {"/scenarios/0/events/0/accepted", `must be true or false, but is the string "yes"`},
		"event-bytes-a-number":                 {"/scenarios/0/events/0/bytes", `must be a string, but is the number 7`},
		"event-size-a-string":                  {"/scenarios/0/events/0/size", `must be a whole number, but is the string "7"`},
		"event-note-a-number":                  {"/scenarios/0/events/0/note", `must be a string, but is the number 7`},
		"event-fault-a-number":                 {"/scenarios/0/events/0/fault", `must be a string, but is the number 7`},
		"event-aside-a-word":                   {"/scenarios/0/events/0/aside", `must be true or false, but is the string "yes"`},
		"server-name-missing":                  {"/scenarios/0/servers/0", `member "name" is missing`},
		"server-tcp4-missing":                  {"/scenarios/0/servers/0", `member "tcp4" is missing`},
		"server-unix-missing":                  {"/scenarios/0/servers/0", `member "unix" is missing`},
		"server-informer-missing":              {"/scenarios/0/servers/0", `member "informer" is missing`},
		"server-admin-missing":                 {"/scenarios/0/servers/0", `member "admin" is missing`},
		"server-timeouts-missing":              {"/scenarios/0/servers/0", `member "timeouts" is missing`},
		"server-name-a-number":                 {"/scenarios/0/servers/0/name", `must be a string, but is the number 7`},
		"server-tcp4-a-number":                 {"/scenarios/0/servers/0/tcp4", `must be a string, but is the number 7`},
		"server-tcp6-a-number":                 {"/scenarios/0/servers/0/tcp6", `must be a string, but is the number 7`},
		"server-unix-a-number":                 {"/scenarios/0/servers/0/unix", `must be a string, but is the number 7`},
		"server-informer-a-number":             {"/scenarios/0/servers/0/informer", `must be a string, but is the number 7`},
		"server-handlers-null":                 {"/scenarios/0/servers/0/handlers", `must be an object, but is null`},
		"server-users-null":                    {"/scenarios/0/servers/0/users", `must be an object, but is null`},
		"server-admin-a-number":                {"/scenarios/0/servers/0/admin", `must be a string, but is the number 7`},
		"server-timeouts-null":                 {"/scenarios/0/servers/0/timeouts", `must be an object, but is null`},
		"timeout-handler-missing":              {"/scenarios/0/servers/0/timeouts", `member "handlerNs" is missing`},
		"timeout-frame-missing":                {"/scenarios/0/servers/0/timeouts", `member "frameNs" is missing`},
		"timeout-sign-in-missing":              {"/scenarios/0/servers/0/timeouts", `member "signInNs" is missing`},
		"timeout-connect-missing":              {"/scenarios/0/servers/0/timeouts", `member "connectNs" is missing`},
		"timeout-write-missing":                {"/scenarios/0/servers/0/timeouts", `member "writeNs" is missing`},
		"timeout-drain-missing":                {"/scenarios/0/servers/0/timeouts", `member "drainNs" is missing`},
		"timeout-short-missing":                {"/scenarios/0/servers/0/timeouts", `member "shortNs" is missing`},
		"timeout-handler-a-string":             {"/scenarios/0/servers/0/timeouts/handlerNs", `must be a whole number, but is the string "7"`},
		"timeout-frame-a-string":               {"/scenarios/0/servers/0/timeouts/frameNs", `must be a whole number, but is the string "7"`},
		"timeout-sign-in-a-string":             {"/scenarios/0/servers/0/timeouts/signInNs", `must be a whole number, but is the string "7"`},
		"timeout-connect-a-string":             {"/scenarios/0/servers/0/timeouts/connectNs", `must be a whole number, but is the string "7"`},
		"timeout-write-a-string":               {"/scenarios/0/servers/0/timeouts/writeNs", `must be a whole number, but is the string "7"`},
		"timeout-drain-a-string":               {"/scenarios/0/servers/0/timeouts/drainNs", `must be a whole number, but is the string "7"`},
		"timeout-short-a-string":               {"/scenarios/0/servers/0/timeouts/shortNs", `must be a whole number, but is the string "7"`},
		"profile-a-string":                     {"/profiles/0", `must be an object, but is the string "x"`},
		"requirement-a-string":                 {"/requirements/0", `must be an object, but is the string "x"`},
		"scenario-a-string":                    {"/scenarios/0", `must be an object, but is the string "x"`},
		"step-a-string":                        {"/scenarios/0/steps/0", `must be an object, but is the string "x"`},
		"event-a-string":                       {"/scenarios/0/events/0", `must be an object, but is the string "x"`},
		"server-a-string":                      {"/scenarios/0/servers/0", `must be an object, but is the string "x"`},
		"tag-a-number":                         {"/scenarios/0/tags/0", `must be a string, but is the number 1`},
		"output-of-a-server-null":              {"/scenarios/0/output/S1", `must be a string, but is null`},
		"profile-counts-of-an-unknown-verdict": {"/profiles/0/counts/fine", `the name must be "passed", "failed", "warned", "could not run", "not claimed", "not chosen", "not observable", "disputed", "known failure" or "known failure that passes", but is "fine"`},
		"profile-counts-a-fraction":            {"/profiles/0/counts/passed", `must be a whole number, but is the number 0.5`},
		"version-of-the-future":                {"/version", `must be at most 1, but is 2`},
		"version-zero":                         {"/version", `must be at least 1, but is 0`},
		"took-negative":                        {"/tookNs", `must be at least 0, but is -1`},
		"took-too-long":                        {"/tookNs", `must be at most 9007199254740991, but is 9007199254740992`},
		"started-a-date":                       {"/started", `must not be "2026-01-31": it is no time such as 2026-01-31T12:00:00Z`},
		"event-bytes-in-hexadecimal":           {"/scenarios/0/events/0/bytes", `must not be "02 00": it is no base64`},
		"scenario-verdict-of-a-requirement":    {"/scenarios/0/verdict", `must be "passed", "failed", "could not run", "not claimed", "not chosen", "known failure" or "known failure that passes", but is "warned"`},
	},
	Target: {
		"not-an-object":                          {"", `must be an object, but is the string "./my-server --config {config}"`},
		"name-missing":                           {"", `member "name" is missing`},
		"start-missing":                          {"", `member "start" is missing`},
		"member-unknown":                         {"/tls", `unknown member "tls" (known here: configuration, declares, directory, environment, limits, name, profiles, ready, start, stop, version)`},
		"member-in-capitals":                     {"/Stop", `unknown member "Stop" (known here: configuration, declares, directory, environment, limits, name, profiles, ready, start, stop, version)`},
		"member-twice":                           {"/name", `member "name" stands here twice`},
		"name-a-number":                          {"/name", `must be a string, but is the number 7`},
		"name-empty":                             {"/name", `must not be empty`},
		"version-a-number":                       {"/version", `must be a string, but is the number 1.2`},
		"version-empty":                          {"/version", `must not be empty`},
		"start-a-list":                           {"/start", `must be a string, but is an array`},
		"start-empty":                            {"/start", `must not be "": it must say by {config} where the path of the server's configuration goes`},
		"start-without-configuration":            {"/start", `must not be "./my-server": it must say by {config} where the path of the server's configuration goes`},
		"start-with-an-unknown-placeholder":      {"/start", `must not be "./my-server {configuration}": it must say by {config} where the path of the server's configuration goes`},
		"directory-null":                         {"/directory", `must be a string, but is null`},
		"directory-empty":                        {"/directory", `must not be empty`},
		"environment-a-list":                     {"/environment", `must be an object, but is an array`},
		"variable-a-number":                      {"/environment/PORT", `must be a string, but is the number 2223`},
		"variable-null":                          {"/environment/HOME", `must be a string, but is null`},
		"variable-twice":                         {"/environment/HOME", `member "HOME" stands here twice`},
		"variable-name-empty":                    {"/environment/", `the name must not be "": a variable's name is made of letters, digits and _, and does not start with a digit`},
		"variable-name-with-a-digit-first":       {"/environment/2ND", `the name must not be "2ND": a variable's name is made of letters, digits and _, and does not start with a digit`},
		"variable-name-with-a-hyphen":            {"/environment/LOG-LEVEL", `the name must not be "LOG-LEVEL": a variable's name is made of letters, digits and _, and does not start with a digit`},
		"variable-name-with-an-equals-sign":      {"/environment/LOG_LEVEL=debug", `the name must not be "LOG_LEVEL=debug": a variable's name is made of letters, digits and _, and does not start with a digit`},
		"variable-name-beyond-ascii":             {"/environment/GRÖSSE", `the name must not be "GRÖSSE": a variable's name is made of letters, digits and _, and does not start with a digit`},
		"configuration-a-string":                 {"/configuration", `must be an object, but is the string "settings.toml"`},
		"configuration-member-unknown":           {"/configuration/format", `unknown member "format" (known here: file, template)`},
		"configuration-file-a-number":            {"/configuration/file", `must be a string, but is the number 1`},
		"configuration-file-empty":               {"/configuration/file", `must not be "": it is the name of a file, without a folder`},
		"configuration-file-in-a-folder":         {"/configuration/file", `must not be "etc/settings.toml": it is the name of a file, without a folder`},
		"configuration-file-this-folder":         {"/configuration/file", `must not be ".": it is the name of a file, without a folder`},
		"configuration-file-the-folder-above":    {"/configuration/file", `must not be "..": it is the name of a file, without a folder`},
		"configuration-template-a-number":        {"/configuration/template", `must be a string, but is the number 1`},
		"configuration-template-empty":           {"/configuration/template", `must not be empty`},
		"ready-a-string":                         {"/ready", `must be an object, but is the string "listening"`},
		"ready-member-unknown":                   {"/ready/port", `unknown member "port" (known here: command, log, within)`},
		"ready-log-true":                         {"/ready/log", `must be a string, but is true`},
		"ready-log-empty":                        {"/ready/log", `must not be empty`},
		"ready-command-a-list":                   {"/ready/command", `must be a string, but is an array`},
		"ready-command-empty":                    {"/ready/command", `must not be empty`},
		"ready-within-a-number":                  {"/ready/within", `must be a string, but is the number 30`},
		"duration-empty":                         {"/ready/within", `must not be "": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-zero":                          {"/ready/within", `must not be "0": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-zero-seconds":                  {"/ready/within", `must not be "0s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-zero-with-a-fraction":          {"/ready/within", `must not be "0.00s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-negative":                      {"/ready/within", `must not be "-1s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-without-a-unit":                {"/ready/within", `must not be "30": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-without-a-number":              {"/ready/within", `must not be "s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-of-an-unknown-unit":            {"/ready/within", `must not be "1d": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-in-capitals":                   {"/ready/within", `must not be "30S": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-in-words":                      {"/ready/within", `must not be "30 seconds": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-of-two-units":                  {"/ready/within", `must not be "1m30s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-with-a-comma":                  {"/ready/within", `must not be "2,5s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-with-nothing-behind-the-point": {"/ready/within", `must not be "2.s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-too-long":                      {"/ready/within", `must not be "10000000s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-too-fine":                      {"/ready/within", `must not be "1.0005s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-too-small":                     {"/ready/within", `must not be "0.0001ms": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"duration-with-a-line-end":               {"/ready/within", `must not be "30s\n": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"stop-unknown":                           {"/stop", `must be "SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP" or "SIGKILL", but is "SIGSTOP"`},
		"stop-a-number":                          {"/stop", `must be "SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP" or "SIGKILL", but is 15`},
		"profiles-a-string":                      {"/profiles", `must be an array, but is the string "core"`},
		"profiles-empty":                         {"/profiles", `must not be empty`},
		"profile-unknown":                        {"/profiles/1", `must be "core", "federation", "chaining", "builtins", "informer", "tcp6" or "unix", but is "tcp4"`},
		"profile-null":                           {"/profiles/1", `must be "core", "federation", "chaining", "builtins", "informer", "tcp6" or "unix", but is null`},
		"profile-twice":                          {"/profiles/2", `must not be "core", which stands at index 0 already`},
		"declares-a-list":                        {"/declares", `must be an object, but is an array`},
		"declares-member-unknown":                {"/declares/hopLimit", `unknown member "hopLimit" (known here: connectTimeout, frameDeadline, frameLimit, handlerTimeout, signInTimeout)`},
		"declared-handler-timeout-no-duration":   {"/declares/handlerTimeout", `must not be "never": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"declared-frame-deadline-no-duration":    {"/declares/frameDeadline", `must not be "1h": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"declared-sign-in-timeout-no-duration":   {"/declares/signInTimeout", `must not be "30": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"declared-connect-timeout-no-duration":   {"/declares/connectTimeout", `must not be "0s": a duration is a positive number with ms, s or m, such as 500ms, 2.5s or 1m`},
		"declared-frame-limit-a-string":          {"/declares/frameLimit", `must be a whole number, but is the string "1MiB"`},
		"declared-frame-limit-too-small":         {"/declares/frameLimit", `must be at least 65536, but is 65535`},
		"declared-frame-limit-too-large":         {"/declares/frameLimit", `must be at most 2147483647, but is 2147483648`},
		"limits-a-number":                        {"/limits", `must be an object, but is the number 1`},
		"limits-member-unknown":                  {"/limits/connections", `unknown member "connections" (known here: parallel, servers)`},
		"limit-servers-a-string":                 {"/limits/servers", `must be a whole number, but is the string "1"`},
		"limit-servers-zero":                     {"/limits/servers", `must be at least 1, but is 0`},
		"limit-servers-too-large":                {"/limits/servers", `must be at most 3, but is 4`},
		"limit-parallel-a-fraction":              {"/limits/parallel", `must be a whole number, but is the number 1.5`},
		"limit-parallel-zero":                    {"/limits/parallel", `must be at least 1, but is 0`},
		"limit-parallel-too-large":               {"/limits/parallel", `must be at most 2147483647, but is 2147483648`},
	},
	Baseline: {
		"not-an-object":            {"", `must be an object, but is an array`},
		"known-failures-missing":   {"", `member "knownFailures" is missing`},
		"known-failures-an-object": {"/knownFailures", `must be an array, but is an object`},
		"member-unknown":           {"/failures", `unknown member "failures" (known here: knownFailures)`},
		"entry-a-string":           {"/knownFailures/0", `must be an object, but is the string "HAND-8"`},
		"entry-member-unknown":     {"/knownFailures/0/expire", `unknown member "expire" (known here: expires, fails, reason)`},
		"fails-missing":            {"/knownFailures/0", `member "fails" is missing`},
		"fails-a-list":             {"/knownFailures/0/fails", `must be a string, but is an array`},
		"fails-empty":              {"/knownFailures/0/fails", `must not be empty`},
		"reason-missing":           {"/knownFailures/0", `member "reason" is missing`},
		"reason-null":              {"/knownFailures/0/reason", `must be a string, but is null`},
		"reason-empty":             {"/knownFailures/0/reason", `must not be empty`},
		"expires-a-number":         {"/knownFailures/0/expires", `must be a string, but is the number 2026`},
		"expires-in-words":         {"/knownFailures/0/expires", `must not be "next year": it is no date such as 2026-12-31`},
	},
}

func TestValidExamples(t *testing.T) {
	for _, kind := range Kinds() {
		names := exampleNames(t, kind, "valid")
		if len(names) < 3 {
			t.Errorf("%s has %d valid examples, want at least 3", kind, len(names))
		}
		for _, name := range names {
			if err := Validate(kind, readExample(t, kind, "valid", name)); err != nil {
				t.Errorf("%s/valid/%s: %v", kind, name, err)
			}
		}
	}
}

func TestInvalidExamples(t *testing.T) {
	for _, kind := range Kinds() {
		names := exampleNames(t, kind, "invalid")
		if len(names) < 3 {
			t.Errorf("%s has %d invalid examples, want at least 3", kind, len(names))
		}
		for _, name := range names {
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				want, ok := faults[kind][name]
				if !ok {
					t.Fatal("the table does not say what is wrong with it")
				}
				checkFault(t, Validate(kind, readExample(t, kind, "invalid", name)), kind, want)
			})
		}
	}
}

// checkFault holds an error of Validate against the one fault it should name.
func checkFault(t *testing.T, err error, kind Kind, want fault) {
	t.Helper()
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if invalid.Kind != kind {
		t.Errorf("got kind %q, want %q", invalid.Kind, kind)
	}
	var got []fault
	for _, v := range invalid.Violations {
		got = append(got, fault{v.Pointer, v.Message})
	}
	if diff := cmp.Diff([]fault{want}, got, cmp.AllowUnexported(fault{})); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// TestFaultsHaveExamples finds lines of the table that nothing is held against.
func TestFaultsHaveExamples(t *testing.T) {
	for kind, table := range faults {
		for name := range table {
			if _, err := fs.Stat(FS, examplePath(kind, "invalid", name)); err != nil {
				t.Errorf("the table names an example that is not there: %v", err)
			}
		}
	}
}

// TestExampleFolders finds examples that no kind would look at.
func TestExampleFolders(t *testing.T) {
	folders, err := fs.Glob(FS, "examples/*/*")
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, kind := range Kinds() {
		known[path.Join("examples", string(kind), "valid")] = true
		known[path.Join("examples", string(kind), "invalid")] = true
	}
	for _, folder := range folders {
		if !known[folder] {
			t.Errorf("%s is the folder of no kind", folder)
		}
	}
}

func examplePath(kind Kind, verdict, name string) string {
	return path.Join("examples", string(kind), verdict, name+".json")
}

// exampleNames lists the examples of a kind, without their folder and suffix.
func exampleNames(t *testing.T, kind Kind, verdict string) []string {
	t.Helper()
	files, err := fs.Glob(FS, examplePath(kind, verdict, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(path.Base(file), ".json")
	}
	return files
}

func readExample(t *testing.T, kind Kind, verdict, name string) []byte {
	t.Helper()
	doc, err := fs.ReadFile(FS, examplePath(kind, verdict, name))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
