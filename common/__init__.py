"""What both functions must agree on.

keys          the names of objects
folders       the names in a folder that is one batch
trees         which keys belong together
client_names  names that clients choose, as parts of keys
events        events and messages of stores
verdict       the verdict as a JSON document
stores        buckets
complete_file  files that are written whole, or not at all
checks        what an operator is shown about one part of a set-up
printable     texts that cannot control a terminal
file_formats  the file formats that are read, by extension and first bytes
extensions    advice about files with an unsupported extension
settings      the settings, from the environment
setting_words  what is wrong with a setting or its value
nearest       the known name that somebody probably meant
kubernetes    variables of Kubernetes that are no settings
home_folder   paths that begin with the user's home folder
logs          the log
metrics       numbers for Prometheus
install_command  how to install an extra
version       Driftline's own
errors        the errors, and the outcome of each
"""
