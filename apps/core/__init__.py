"""The language of Ponte: plain Python without tables or vendor names."""
