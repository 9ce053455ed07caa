"""What builds, shows and proves the program; nothing here is packaged with it."""
